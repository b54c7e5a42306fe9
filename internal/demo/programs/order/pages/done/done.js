import { t } from "../../lib/words";

Page({
  data: { w: {}, number: "", ready: false },
  onLoad(query) {
    this.order = query.order;
    this.setData({ w: t() });
    my.setNavigationBar({ title: t().done });
    this.look();
  },
  onUnload() {
    clearTimeout(this.timer);
  },
  async look() {
    try {
      const s = await my.livewell.state({ order: this.order });
      this.setData({ number: s.number, ready: s.status === "ready" || s.status === "completed" });
    } catch (e) {
      console.warn(e.errorMessage); // the next look may find it
    }
    if (!this.data.ready) this.timer = setTimeout(() => this.look(), 3000);
  },
  again() {
    my.reLaunch({ url: "/pages/menu/menu" });
  },
});
