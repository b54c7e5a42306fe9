import { cents, shown } from "../../lib/money";
import { named, t } from "../../lib/words";

const app = getApp();

/** A menu as the page shows it. */
function prepared(menu) {
  const items = menu.items.map((i) => {
    const prices = i.skus.map((s) => cents(s.price));
    const skus = i.skus.map((s) => ({ ...s, title: named(s) || "", priceText: shown(cents(s.price)) }));
    const groups = i.groups.map((g) => ({
      ...g,
      title: named(g),
      choices: g.choices.filter((c) => !c.off).map((c) => ({ ...c, title: named(c), addsText: cents(c.adds) ? " +" + shown(cents(c.adds)) : "" })),
    }));
    const off = i.soldOut || !i.available || skus.every((s) => s.left === 0);
    return { ...i, title: named(i), skus, groups, off, plain: skus.length === 1 && !groups.length, priceText: shown(Math.min(...prices)) };
  });
  return menu.sections
    .map((s) => ({ id: s.id, title: named(s), items: items.filter((i) => i.section === s.id) }))
    .filter((s) => s.items.length);
}

Page({
  data: { w: {}, store: null, sections: [], now: "", into: "", count: 0, totalText: "", table: "", chosen: null, sku: "", picked: {}, missing: "", failed: "" },
  onLoad(query) {
    const { data } = my.getExtConfigSync();
    this.id = query.store || (app.globalData.store && app.globalData.store.id) || data.store;
    if (query.table) app.globalData.table = query.table;
    this.setData({ w: t(), table: app.globalData.table });
    if (this.id) this.load();
    else my.redirectTo({ url: "/pages/stores/stores" });
  },
  onShow() {
    this.count();
  },
  async load() {
    this.setData({ failed: "" });
    try {
      const menu = await my.livewell.menu({ store: this.id });
      const before = app.globalData.store;
      if (before && before.id !== menu.store.id) app.globalData.lines = [];
      app.globalData.store = menu.store;
      my.setNavigationBar({ title: named(menu.store) });
      const sections = prepared(menu);
      this.setData({ store: { ...menu.store, title: named(menu.store) }, sections, now: sections.length ? sections[0].id : "" });
      this.count();
    } catch (e) {
      this.setData({ failed: t().failed + (e.errorMessage || e.message) });
    }
  },
  item(id) {
    for (const s of this.data.sections) for (const i of s.items) if (i.id === id) return i;
  },
  count() {
    const { lines } = app.globalData;
    this.setData({
      count: lines.reduce((n, l) => n + l.count, 0),
      totalText: shown(lines.reduce((n, l) => n + l.each * l.count, 0)),
    });
  },
  jump(e) {
    this.setData({ now: e.currentTarget.dataset.id, into: "s" + e.currentTarget.dataset.id });
  },
  put(item, sku, choices) {
    const each = cents(sku.price) + choices.reduce((n, c) => n + cents(c.adds), 0);
    const ids = choices.map((c) => c.id);
    const same = app.globalData.lines.find((l) => l.sku === sku.id && l.choices.join() === ids.join());
    if (same) same.count++;
    else
      app.globalData.lines.push({
        sku: sku.id, choices: ids, count: 1, each, currency: sku.price.currency, title: item.title,
        with: [item.skus.length > 1 ? sku.title : "", ...choices.map((c) => c.title)].filter(Boolean).join(" · "),
      });
    this.count();
    my.vibrateShort();
  },
  add(e) {
    const item = this.item(e.currentTarget.dataset.id);
    this.put(item, item.skus[0], []);
  },
  choose(e) {
    const chosen = this.item(e.currentTarget.dataset.id);
    const picked = {};
    for (const g of chosen.groups) if (g.min === 1 && g.max === 1 && g.choices.length) picked[g.choices[0].id] = true;
    this.setData({ chosen, sku: (chosen.skus.find((s) => s.left !== 0) || chosen.skus[0]).id, picked, missing: "" });
    this.price();
  },
  chosenChoices() {
    const out = [];
    for (const g of this.data.chosen.groups) for (const c of g.choices) if (this.data.picked[c.id]) out.push(c);
    return out;
  },
  price() {
    const { chosen, sku } = this.data;
    const n = cents(chosen.skus.find((s) => s.id === sku).price) + this.chosenChoices().reduce((sum, c) => sum + cents(c.adds), 0);
    this.setData({ chosenText: shown(n) });
  },
  pickSku(e) {
    this.setData({ sku: e.currentTarget.dataset.id });
    this.price();
  },
  pick(e) {
    const { group, id } = e.currentTarget.dataset;
    const g = this.data.chosen.groups.find((x) => x.id === group);
    const picked = { ...this.data.picked };
    const on = g.choices.filter((c) => picked[c.id]);
    if (picked[id]) delete picked[id];
    else {
      if (g.max === 1) for (const c of on) delete picked[c.id];
      else if (g.max && on.length >= g.max) return;
      picked[id] = true;
    }
    this.setData({ picked, missing: "" });
    this.price();
  },
  addChosen() {
    const { chosen, sku, picked } = this.data;
    const short = chosen.groups.find((g) => g.choices.filter((c) => picked[c.id]).length < g.min);
    if (short) return this.setData({ missing: short.title });
    this.put(chosen, chosen.skus.find((s) => s.id === sku), this.chosenChoices());
    this.close();
  },
  close() {
    this.setData({ chosen: null });
  },
  nothing() {},
  cart() {
    my.navigateTo({ url: "/pages/cart/cart" });
  },
});
