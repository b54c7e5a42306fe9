Page({
  data: {
    dishes: [
      { id: 1, name: "Soy milk", price: 300 },
      { id: 2, name: "Fried dough", price: 250 },
    ],
    count: 0,
    cents: 0,
  },
  add(price) {
    this.setData({ count: this.data.count + 1, cents: this.data.cents + price });
  },
  pay() {
    my.confirm({
      title: "Order",
      content: `¥${(this.data.cents / 100).toFixed(2)}`,
      success: ({ confirm }) => {
        if (confirm) my.showToast({ content: "Thank you" });
      },
    });
  },
});
