import { language } from "./lib/words";

App({
  globalData: { store: null, table: "", lines: [], waiting: null },
  onLaunch(options) {
    this.globalData.table = (options.query && options.query.table) || "";
    this.globalData.language = language();
  },
  // A terminal that nobody uses any more begins anew.
  onShow(options) {
    if (options && options.query && options.query.fresh) this.globalData.lines = [];
  },
});
