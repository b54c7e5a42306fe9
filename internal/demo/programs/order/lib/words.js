const words = {
  en: {
    title: "Order here", search: "Choose a restaurant", empty: "Nothing is on the menu here.", closed: "Closed now", soldOut: "Sold out",
    add: "Add", choose: "Choose", from: "from", less: "One less", more: "One more", cart: "Your order", go: "Go on", none: "Your order is empty.",
    back: "To the menu", here: "Eat here", away: "Take away", table: "Table", note: "Note for the kitchen", total: "Total", pay: "Pay",
    paying: "A moment…", unpaid: "It is not paid yet. You can try again.", failed: "That did not work: ", number: "Your number",
    wait: "We call you when it is ready.", ready: "It is ready. Please pick it up.", again: "Order something else", sure: "Empty the order?",
    clear: "Empty", ok: "OK", cancel: "Cancel", needs: "Please choose:", near: "Near you", options: "Options", done: "Done", cooking: "Being prepared",
  },
  zh: {
    title: "自助点餐", search: "选择餐厅", empty: "这里还没有菜品。", closed: "休息中", soldOut: "售罄",
    add: "加入", choose: "选规格", from: "起", less: "减一份", more: "加一份", cart: "已选", go: "去结算", none: "还没有选择菜品。",
    back: "返回菜单", here: "堂食", away: "打包", table: "桌号", note: "给厨房的备注", total: "合计", pay: "支付",
    paying: "请稍候…", unpaid: "尚未支付，可以重试。", failed: "没有成功：", number: "取餐号",
    wait: "准备好后会叫号。", ready: "已备好，请取餐。", again: "再点一单", sure: "清空已选？",
    clear: "清空", ok: "确定", cancel: "取消", needs: "请选择：", near: "附近", options: "规格", done: "完成", cooking: "制作中",
  },
};

export function language() {
  return String(my.getSystemInfoSync().language).startsWith("zh") ? "zh" : "en";
}

export const t = () => words[language()];

/** A name in the person's language. */
export const named = (x) => (language() === "en" && x.nameEn) || x.name;
