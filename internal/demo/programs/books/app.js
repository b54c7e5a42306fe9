App({ globalData: { store: null, books: [] } });
