const words = {
  en: { title: "City card", stranger: "Guest of the city", know: "Show my name", failed: "That did not work: ", away: "This opens in the app only.", names: {
    takeaway: "Takeaway", food: "Eat out", hotels: "Hotels", movies: "Movies", civic: "City services", pickup: "Pick up", orders: "My orders", paycode: "Pay code", scan: "Scan",
  } },
  zh: { title: "城市卡", stranger: "城市的客人", know: "显示我的名字", failed: "没有成功：", away: "请在 App 中打开。", names: {
    takeaway: "外卖", food: "吃喝玩乐", hotels: "酒店", movies: "电影", civic: "城市服务", pickup: "自提", orders: "我的订单", paycode: "付款码", scan: "扫一扫",
  } },
};
const language = () => (String(my.getSystemInfoSync().language).startsWith("zh") ? "zh" : "en");

Page({
  data: { w: {}, city: "", who: "", day: "", services: [], problem: "" },
  async onLoad() {
    const w = words[language()];
    this.setData({ w, day: new Date().toLocaleDateString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "full" }) });
    my.setNavigationBar({ title: w.title });
    try {
      const here = await my.livewell.city();
      this.setData({
        city: language() === "zh" ? here.zh : here.en,
        services: here.services.map((id) => ({ id, title: w.names[id] || id })),
      });
    } catch (e) {
      this.setData({ problem: w.failed + (e.errorMessage || e.message) });
    }
  },
  async know() {
    try {
      await my.getAuthCode({ scopes: "auth_user" });
      const { nickName } = await my.getAuthUserInfo();
      this.setData({ who: nickName, problem: "" });
    } catch {
      // Who says no stays a guest.
    }
  },
  open(e) {
    my.livewell.open({
      service: e.currentTarget.dataset.id,
      fail: () => my.showToast({ content: this.data.w.away }), // within other apps there are no pages of this one
    });
  },
});
