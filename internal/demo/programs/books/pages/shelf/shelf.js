import { cents, shown } from "../../lib/money";
import { named, t } from "../../lib/words";

const app = getApp();

Page({
  data: { w: {}, text: "", books: [], shown: [], loaded: false, problem: "" },
  async onLoad(query) {
    this.setData({ w: t() });
    my.setNavigationBar({ title: t().title });
    try {
      const id = query.store || my.getExtConfigSync().data.store || (await this.shop());
      if (!id) return this.setData({ problem: t().none });
      const menu = await my.livewell.menu({ store: id });
      const books = menu.items.map((i) => ({ ...i, title: named(i), priceText: shown(Math.min(...i.skus.map((s) => cents(s.price)))) }));
      app.globalData.store = menu.store;
      app.globalData.books = books;
      my.setNavigationBar({ title: named(menu.store) });
      this.setData({ books, shown: books, loaded: true });
    } catch (e) {
      this.setData({ problem: t().failed + (e.errorMessage || e.message) });
    }
  },
  async shop() {
    const { stores } = await my.livewell.stores({ mode: "parcel" });
    const found = stores.find((s) => s.category === "bookstore") || stores[0];
    return found && found.id;
  },
  search(e) {
    const text = e.detail.value.trim().toLowerCase();
    const shown = this.data.books.filter((b) => (b.name + (b.nameEn || "") + (b.about || "")).toLowerCase().includes(text));
    this.setData({ text: e.detail.value, shown });
  },
  open(e) {
    my.navigateTo({ url: "/pages/book/book?id=" + e.currentTarget.dataset.id });
  },
});
