import { t } from "../../lib/words";

Page({
  data: { w: {} },
  onLoad() {
    this.setData({ w: t() });
    my.setNavigationBar({ title: t().thanks });
  },
  back() {
    my.reLaunch({ url: "/pages/shelf/shelf" });
  },
});
