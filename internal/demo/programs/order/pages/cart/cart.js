import { shown, text } from "../../lib/money";
import { t } from "../../lib/words";

const app = getApp();

Page({
  data: { w: {}, lines: [], table: "", here: true, note: "", busy: false, problem: "", totalText: "" },
  onLoad() {
    this.setData({ w: t(), table: app.globalData.table });
    my.setNavigationBar({ title: t().cart });
    this.show();
  },
  show() {
    const { lines } = app.globalData;
    this.setData({
      lines: lines.map((l) => ({ ...l, key: l.sku + l.choices.join(), sumText: shown(l.each * l.count) })),
      totalText: shown(lines.reduce((n, l) => n + l.each * l.count, 0)),
    });
  },
  changed() {
    app.globalData.waiting = null; // what was ordered before is another order
    this.show();
  },
  step(e) {
    const { index, by } = e.currentTarget.dataset;
    const line = app.globalData.lines[index];
    line.count += Number(by);
    if (line.count < 1) app.globalData.lines.splice(index, 1);
    this.changed();
  },
  where(e) {
    this.setData({ here: e.currentTarget.dataset.here });
    this.changed();
  },
  note(e) {
    this.data.note = e.detail.value;
    app.globalData.waiting = null;
  },
  back() {
    my.navigateBack();
  },
  async pay() {
    if (this.data.busy) return;
    this.setData({ busy: true, problem: "" });
    try {
      const made = app.globalData.waiting || (await this.order());
      app.globalData.waiting = made;
      const end = await my.tradePay({ tradeNO: made.tradeNO });
      if (end.resultCode === "9000" || end.resultCode === "8000") {
        app.globalData.lines = [];
        app.globalData.waiting = null;
        my.reLaunch({ url: "/pages/done/done?order=" + made.order });
        return;
      }
      this.setData({ problem: t().unpaid });
    } catch (e) {
      this.setData({ problem: t().failed + (e.errorMessage || e.message) });
    }
    this.setData({ busy: false });
  },
  order() {
    const { store, table, lines } = app.globalData;
    const where = table ? "" : this.data.here ? t().here : t().away;
    return my.livewell.order({
      store: store.id,
      mode: table ? "dinein" : "pickup",
      table,
      note: [where, this.data.note].filter(Boolean).join(" · "),
      lines: lines.map((l) => ({ sku: l.sku, choices: l.choices, count: l.count, price: { amount: text(l.each), currency: l.currency } })),
    });
  },
});
