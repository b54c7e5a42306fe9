const words = {
  en: {
    title: "Books", search: "Title or author", empty: "No book is like that.", none: "There is no bookshop in your city.", left: "left", post: "By post",
    pickup: "Pick up at the shop", buy: "Buy for", failed: "That did not work: ", unpaid: "It is not paid yet. You can try again.",
    thanks: "Thank you", sent: "Your order is with the shop.", back: "Back to the shelf", sold: "Sold out",
  },
  zh: {
    title: "书店", search: "书名或作者", empty: "没有找到。", none: "所在城市还没有书店。", left: "本", post: "快递到家",
    pickup: "到店自取", buy: "购买", failed: "没有成功：", unpaid: "尚未支付，可以重试。", thanks: "谢谢", sent: "书店已收到订单。", back: "返回书架", sold: "售罄",
  },
};
export const language = () => (String(my.getSystemInfoSync().language).startsWith("zh") ? "zh" : "en");
export const t = () => words[language()];
export const named = (x) => (language() === "en" && x.nameEn) || x.name;
