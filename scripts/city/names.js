// What the code list does not say: names in English, and what cities are called
// without the rank of their area.

/** Provinces by the first two digits of a code. */
export const provinces = {
  11: ["北京", "Beijing"],
  12: ["天津", "Tianjin"],
  13: ["河北", "Hebei"],
  14: ["山西", "Shanxi"],
  15: ["内蒙古", "Inner Mongolia"],
  21: ["辽宁", "Liaoning"],
  22: ["吉林", "Jilin"],
  23: ["黑龙江", "Heilongjiang"],
  31: ["上海", "Shanghai"],
  32: ["江苏", "Jiangsu"],
  33: ["浙江", "Zhejiang"],
  34: ["安徽", "Anhui"],
  35: ["福建", "Fujian"],
  36: ["江西", "Jiangxi"],
  37: ["山东", "Shandong"],
  41: ["河南", "Henan"],
  42: ["湖北", "Hubei"],
  43: ["湖南", "Hunan"],
  44: ["广东", "Guangdong"],
  45: ["广西", "Guangxi"],
  46: ["海南", "Hainan"],
  50: ["重庆", "Chongqing"],
  51: ["四川", "Sichuan"],
  52: ["贵州", "Guizhou"],
  53: ["云南", "Yunnan"],
  54: ["西藏", "Tibet"],
  61: ["陕西", "Shaanxi"],
  62: ["甘肃", "Gansu"],
  63: ["青海", "Qinghai"],
  64: ["宁夏", "Ningxia"],
  65: ["新疆", "Xinjiang"],
  81: ["香港", "Hong Kong"],
  82: ["澳门", "Macao"],
};

/** Names in English that are not their pinyin. */
const english = {
  110000: "Beijing",
  150100: "Hohhot",
  150600: "Ordos",
  150700: "Hulunbuir",
  150800: "Bayannur",
  150900: "Ulanqab",
  152200: "Hinggan",
  152500: "Xilingol",
  152900: "Alxa",
  230100: "Harbin",
  230200: "Qiqihar",
  429021: "Shennongjia",
  513200: "Ngawa",
  513300: "Garze",
  533400: "Deqen",
  540100: "Lhasa",
  540200: "Shigatse",
  540300: "Qamdo",
  540400: "Nyingchi",
  540600: "Nagqu",
  542500: "Ngari",
  630200: "Haidong",
  632500: "Hainan Prefecture",
  632600: "Golog",
  650100: "Urumqi",
  650200: "Karamay",
  650400: "Turpan",
  652700: "Bortala",
  652800: "Bayingolin",
  652900: "Aksu",
  653000: "Kizilsu",
  653100: "Kashgar",
  653200: "Hotan",
  654000: "Ili",
  654300: "Altay",
  659002: "Aral",
  659003: "Tumxuk",
  659008: "Cocodala",
  810000: "Hong Kong",
  820000: "Macao",
};

/** Where the dictionary reads a name wrong. */
export const readings = { 540300: "chang du", 653100: "ka shi" };

const peoples =
  "蒙古族|蒙古|回族|藏族|苗族|彝族|壮族|布依族|朝鲜族|侗族|白族|哈尼族|傣族|黎族|傈僳族|土家族|羌族|景颇族|哈萨克|柯尔克孜";

/** What people call a place: 延边 for 延边朝鲜族自治州, 定安 for 定安县. */
export function called(full) {
  if (full === "海南藏族自治州") return "海南州"; // the province has the other name
  return full.replace(new RegExp(`(${peoples})*自治[州县]$|(?<=..)(特别行政区|地区|林区|市|盟|县)$`), "");
}

/** The pinyin with a capital, and an apostrophe where a syllable begins with a vowel. */
export function englishName(code, pinyin) {
  if (english[code]) return english[code];
  const s = pinyin.split(" ").reduce((a, b) => a + (/^[aeo]/.test(b) ? "'" : "") + b);
  return s[0].toUpperCase() + s.slice(1);
}

/** The cities that a picker shows first, in this order. */
export const hot = [
  ...["110000", "310000", "440100", "440300", "510100", "330100"],
  ...["420100", "610100", "500000", "320100", "120000", "320500"],
];
