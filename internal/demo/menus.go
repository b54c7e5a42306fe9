package demo

// brand is a fictional merchant with stores.
type brand struct{ category, zh, en string }

// dish is what is sold. One with a star comes as hot as the buyer likes.
type dish struct {
	zh, en string
	fen    int64
}

var menus = map[string][]dish{
	"noodles":   {{"红烧牛肉面*", "Braised beef noodles", 26_00}, {"清汤牛肉面", "Clear beef noodles", 24_00}, {"番茄鸡蛋面", "Tomato and egg noodles", 18_00}, {"酸辣粉*", "Hot and sour glass noodles", 16_00}, {"炸酱面", "Noodles with bean sauce", 19_00}, {"卤蛋", "Soy egg", 3_00}, {"凉拌黄瓜", "Smashed cucumber", 9_00}, {"冰豆浆", "Iced soy milk", 5_00}},
	"breakfast": {{"煎饼果子", "Savoury pancake", 8_00}, {"豆浆", "Soy milk", 3_00}, {"油条", "Fried dough stick", 2_50}, {"豆腐脑", "Tofu pudding", 5_00}, {"鲜肉包子", "Pork bun", 3_00}, {"小米粥", "Millet congee", 4_00}, {"茶叶蛋", "Tea egg", 2_00}},
	"hotpot":    {{"双人套餐*", "Set for two", 168_00}, {"鲜切羊肉", "Fresh cut lamb", 58_00}, {"毛肚", "Tripe", 46_00}, {"虾滑", "Shrimp paste", 42_00}, {"时蔬拼盘", "Vegetable platter", 26_00}, {"冻豆腐", "Frozen tofu", 12_00}, {"手工面", "Hand-made noodles", 10_00}, {"酸梅汤", "Plum drink", 18_00}},
	"barbecue":  {{"羊肉串*", "Lamb skewers", 30_00}, {"烤鸡翅*", "Grilled wings", 26_00}, {"烤茄子", "Grilled aubergine", 16_00}, {"烤韭菜", "Grilled chives", 10_00}, {"烤馒头", "Grilled buns", 8_00}, {"拍黄瓜", "Cucumber salad", 10_00}, {"冰汽水", "Iced soda", 6_00}},
	"sichuan":   {{"麻婆豆腐*", "Mapo tofu", 22_00}, {"回锅肉*", "Twice-cooked pork", 38_00}, {"宫保鸡丁*", "Kung pao chicken", 36_00}, {"水煮鱼*", "Boiled fish in chilli", 68_00}, {"鱼香肉丝", "Yuxiang pork", 32_00}, {"蒜泥白肉", "Pork in garlic sauce", 30_00}, {"米饭", "Rice", 2_00}, {"银耳羹", "Tremella soup", 12_00}},
	"cantonese": {{"虾饺皇", "Shrimp dumplings", 32_00}, {"叉烧饭", "Char siu rice", 34_00}, {"烧鹅饭", "Roast goose rice", 46_00}, {"肠粉", "Rice rolls", 18_00}, {"白切鸡", "White cut chicken", 48_00}, {"凤爪", "Chicken feet", 24_00}, {"双皮奶", "Double skin milk", 16_00}, {"奶茶", "Milk tea", 14_00}},
	"dumplings": {{"猪肉大葱水饺", "Pork and leek dumplings", 24_00}, {"三鲜水饺", "Three-flavour dumplings", 28_00}, {"素馅水饺", "Vegetable dumplings", 22_00}, {"煎饺", "Fried dumplings", 26_00}, {"酸辣汤*", "Hot and sour soup", 12_00}, {"凉菜拼盘", "Cold platter", 18_00}},
	"fastfood":  {{"香辣鸡腿堡*", "Spicy chicken burger", 22_00}, {"牛肉堡", "Beef burger", 25_00}, {"薯条", "Fries", 12_00}, {"鸡米花", "Popcorn chicken", 16_00}, {"炸鸡桶", "Chicken bucket", 69_00}, {"可乐", "Cola", 8_00}, {"玉米杯", "Corn cup", 9_00}},
	"western":   {{"玛格丽特披萨", "Pizza margherita", 58_00}, {"番茄肉酱面", "Spaghetti bolognese", 46_00}, {"凯撒沙拉", "Caesar salad", 36_00}, {"菲力牛排", "Filet steak", 158_00}, {"奶油蘑菇汤", "Mushroom soup", 28_00}, {"提拉米苏", "Tiramisu", 32_00}},
	"japanese":  {{"三文鱼寿司", "Salmon sushi", 48_00}, {"豚骨拉面", "Tonkotsu ramen", 42_00}, {"鳗鱼饭", "Eel on rice", 68_00}, {"炸猪排", "Pork cutlet", 46_00}, {"味噌汤", "Miso soup", 10_00}, {"抹茶冰淇淋", "Matcha ice cream", 18_00}},
	"coffee":    {{"拿铁", "Latte", 22_00}, {"美式", "Americano", 16_00}, {"卡布奇诺", "Cappuccino", 22_00}, {"手冲咖啡", "Pour-over", 32_00}, {"燕麦拿铁", "Oat latte", 26_00}, {"可颂", "Croissant", 14_00}, {"巴斯克蛋糕", "Basque cake", 28_00}},
	"tea":       {{"珍珠奶茶", "Pearl milk tea", 15_00}, {"杨枝甘露", "Mango pomelo sago", 20_00}, {"茉莉绿茶", "Jasmine tea", 10_00}, {"柠檬茶", "Lemon tea", 13_00}, {"芝士葡萄", "Cheese grape", 22_00}, {"烧仙草", "Grass jelly", 16_00}},
	"bakery":    {{"吐司", "Toast loaf", 18_00}, {"肉松面包", "Pork floss bun", 9_00}, {"蛋挞", "Egg tart", 6_00}, {"生日蛋糕", "Birthday cake", 168_00}, {"曲奇", "Cookies", 26_00}, {"牛角包", "Croissant", 12_00}},
	"dessert":   {{"芒果班戟", "Mango pancake", 22_00}, {"红豆沙", "Red bean soup", 14_00}, {"杏仁豆腐", "Almond tofu", 16_00}, {"冰粉", "Ice jelly", 10_00}, {"龟苓膏", "Herbal jelly", 15_00}},
	"grocery":   {{"鲜牛奶 1L", "Fresh milk 1 l", 12_80}, {"鸡蛋 10 枚", "Eggs, 10", 13_50}, {"东北大米 5kg", "Rice 5 kg", 46_00}, {"抽纸 3 包", "Tissues, 3 packs", 15_90}, {"矿泉水 12 瓶", "Water, 12 bottles", 22_00}, {"方便面 5 连包", "Instant noodles, 5", 13_90}, {"洗衣液 2kg", "Detergent 2 kg", 36_00}},
	"fruit":     {{"苹果 1kg", "Apples 1 kg", 15_80}, {"香蕉 1kg", "Bananas 1 kg", 9_80}, {"草莓 500g", "Strawberries 500 g", 28_00}, {"橙子 1kg", "Oranges 1 kg", 16_00}, {"西瓜 一个", "Watermelon", 32_00}, {"果切拼盘", "Fruit platter", 29_90}},
	"pharmacy":  {{"创可贴", "Plasters", 8_00}, {"维生素 C", "Vitamin C", 26_00}, {"口罩 50 只", "Masks, 50", 25_00}, {"体温计", "Thermometer", 32_00}, {"生理盐水", "Saline", 6_50}},
	"flowers":   {{"红玫瑰 11 枝", "Red roses, 11", 128_00}, {"向日葵", "Sunflowers", 68_00}, {"满天星", "Gypsophila", 45_00}, {"绿植小盆栽", "Potted plant", 35_00}},
	"bookstore": {{"城市漫步", "Walking the City", 48_00}, {"面的历史", "A History of Noodles", 58_00}, {"星空图册", "Atlas of Stars", 88_00}, {"儿童诗选", "Poems for Children", 32_00}, {"素描入门", "Drawing for Beginners", 45_00}, {"手账本", "Notebook", 26_00}, {"明信片一套", "Set of postcards", 18_00}},
	"hotel":     {{"商务午餐", "Business lunch", 68_00}, {"海南鸡饭", "Hainan chicken rice", 52_00}, {"总汇三明治", "Club sandwich", 58_00}, {"下午茶双人", "Afternoon tea for two", 168_00}, {"果盘", "Fruit plate", 48_00}},
}

var brands = []brand{
	{"noodles", "麦浪面馆", "Wheat Wave Noodles"},
	{"noodles", "老槐树面庄", "Old Locust Noodles"},
	{"noodles", "一碗山河", "Hills in a Bowl"},
	{"breakfast", "早安粥铺", "Morning Congee"},
	{"breakfast", "胡同早点", "Alley Breakfast"},
	{"hotpot", "沸腾渔港", "Boiling Harbour Hotpot"},
	{"hotpot", "铜炉记", "Copper Stove"},
	{"barbecue", "炭语烧烤", "Charcoal Talk"},
	{"barbecue", "夜归串吧", "Homeward Skewers"},
	{"sichuan", "椒香小馆", "Pepper House"},
	{"sichuan", "锦里人家", "Brocade Lane"},
	{"cantonese", "榕树茶楼", "Banyan Tea House"},
	{"cantonese", "南风烧味", "South Wind Roasts"},
	{"dumplings", "元宝饺子", "Ingot Dumplings"},
	{"fastfood", "快马汉堡", "Fast Horse Burgers"},
	{"western", "橄榄树餐厅", "Olive Tree"},
	{"japanese", "鲸落日料", "Whale Fall"},
	{"japanese", "小雪拉面", "Light Snow Ramen"},
	{"coffee", "拾光咖啡", "Gleaned Light Coffee"},
	{"coffee", "雨季咖啡", "Rainy Season Coffee"},
	{"tea", "半糖茶铺", "Half Sugar Tea"},
	{"tea", "青提与茶", "Grape and Tea"},
	{"bakery", "麦穗烘焙", "Wheat Ear Bakery"},
	{"dessert", "蜜语甜品", "Honey Words"},
	{"grocery", "邻里便利", "Next Door Grocery"},
	{"grocery", "日日鲜", "Fresh Daily"},
	{"fruit", "枝头鲜果", "Off the Branch"},
	{"pharmacy", "安和大药房", "Anhe Pharmacy"},
	{"flowers", "花与信", "Flowers and Letters"},
	{"bookstore", "纸船书店", "Paper Boat Books"},
	{"bookstore", "渡口书屋", "Ferry Books"},
	{"hotel", "云栖酒店", "Cloud Rest Hotel"},
}
