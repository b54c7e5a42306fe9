import { t } from "../../lib/words";

const app = getApp();

Page({
  data: { w: {}, book: null, ways: [], way: "", busy: false, problem: "" },
  onLoad(query) {
    const { books, store } = app.globalData;
    const book = books.find((b) => b.id === query.id);
    const w = t();
    const ways = [
      { id: "parcel", title: w.post },
      { id: "pickup", title: w.pickup },
    ].filter((x) => store && store.modes.includes(x.id));
    this.setData({ w, book, ways, way: ways.length ? ways[0].id : "" });
    if (book) my.setNavigationBar({ title: book.title });
  },
  choose(e) {
    this.waiting = null;
    this.setData({ way: e.currentTarget.dataset.id });
  },
  async buy() {
    this.setData({ busy: true, problem: "" });
    try {
      const [sku] = this.data.book.skus;
      this.waiting ||= await my.livewell.order({
        store: app.globalData.store.id,
        mode: this.data.way,
        lines: [{ sku: sku.id, choices: [], count: 1, price: sku.price }],
      });
      const end = await my.tradePay({ tradeNO: this.waiting.tradeNO });
      if (end.resultCode === "9000" || end.resultCode === "8000") return my.redirectTo({ url: "/pages/done/done" });
      this.setData({ problem: t().unpaid });
    } catch (e) {
      this.setData({ problem: t().failed + (e.errorMessage || e.message) });
    }
    this.setData({ busy: false });
  },
});
