import { named, t } from "../../lib/words";

Page({
  data: { w: {}, stores: [], failed: "" },
  async onLoad() {
    this.setData({ w: t() });
    my.setNavigationBar({ title: t().search });
    try {
      const { stores } = await my.livewell.stores({ mode: "dinein" });
      this.setData({ stores: stores.map((s) => ({ ...s, title: named(s) })) });
    } catch (e) {
      this.setData({ failed: t().failed + (e.errorMessage || e.message) });
    }
  },
  open(e) {
    my.reLaunch({ url: "/pages/menu/menu?store=" + e.currentTarget.dataset.id });
  },
});
