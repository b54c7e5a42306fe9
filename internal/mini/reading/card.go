package reading

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// labels of an identity card, GA 490-2013.
var (
	faceLabels = []string{"姓名", "性别", "民族", "出生", "住址", "公民身份号码"}
	backLabels = []string{"签发机关", "有效期限"}
)

// noise is what is seen between a label and its value: quotes, dots, colons.
const noise = `"'“”‘’:;,.·、。|-_~*()`

// peoples that a card may name, GB/T 3304-1991.
var peoples = strings.Fields(`汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土
	达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺`)

var (
	reBirth = regexp.MustCompile(`([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日`)
	reID    = regexp.MustCompile(`[0-9]{17,}[0-9Xx]`)
	reValid = regexp.MustCompile(`([0-9]{4})[.,·。]([0-9]{2})[.,·。]([0-9]{2})[-—–~至一]+(?:([0-9]{4})[.,·。]([0-9]{2})[.,·。]([0-9]{2})|(长期))`)
	reCard  = regexp.MustCompile(`[0-9](?:[ -]?[0-9])+`)
	rePlate = regexp.MustCompile(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}(?:[A-HJ-NP-Z0-9]|[挂学警港澳])`)
)

// idFace are the fields on the side with the portrait, by the names that my.ocr gives
// them. Where the number and another field disagree, the number is right: it has a
// check digit.
func idFace(text string) map[string]string {
	out := map[string]string{}
	ls := dense(text)
	if v := after(ls, "姓名", faceLabels); allHan(strings.ReplaceAll(v, "·", "")) {
		out["name"] = v
	}
	if v := after(ls, "性别", faceLabels); v == "男" || v == "女" {
		out["sex"] = v
	}
	if v := after(ls, "民族", faceLabels); slices.Contains(peoples, strings.TrimSuffix(v, "族")) {
		out["nationality"] = v
	}
	if m := reBirth.FindStringSubmatch(after(ls, "出生", faceLabels)); m != nil {
		put(out, "birth", day(m[1], m[2], m[3]))
	}
	put(out, "address", address(ls))
	num := idNumber(ls)
	put(out, "num", num)
	if num == "" {
		return out
	}
	if out["birth"] != num[6:14] {
		delete(out, "birth")
	}
	if male := num[16]%2 == 1; out["sex"] != map[bool]string{true: "男", false: "女"}[male] {
		delete(out, "sex")
	}
	return out
}

// idBack are the fields on the side with the emblem.
func idBack(text string) map[string]string {
	out := map[string]string{}
	ls := dense(text)
	if v := after(ls, "签发机关", backLabels); allHan(v) {
		out["issue"] = v
	}
	m := reValid.FindStringSubmatch(strings.Join(ls, ""))
	if m == nil {
		return out
	}
	from, to := day(m[1], m[2], m[3]), day(m[4], m[5], m[6])
	if m[7] != "" {
		to = m[7]
	}
	if from != "" && to > from { // 长期 is after every digit
		out["start_date"], out["end_date"] = from, to
	}
	return out
}

// after is what follows a label up to the next one: on its line, or on the next where
// its own is empty.
func after(ls []string, label string, labels []string) string {
	for i, line := range ls {
		_, rest, ok := strings.Cut(line, label)
		if !ok {
			continue
		}
		if v := upto(rest, labels); v != "" {
			return v
		}
		for _, next := range ls[i+1:] {
			if next != "" {
				return upto(next, labels)
			}
		}
	}
	return ""
}

func upto(s string, labels []string) string {
	for _, l := range labels {
		s, _, _ = strings.Cut(s, l)
	}
	return strings.Trim(s, noise)
}

// address goes over lines: to the next label, the number or the end of the paragraph.
func address(ls []string) (out string) {
	for i, line := range ls {
		_, rest, ok := strings.Cut(line, "住址")
		if !ok {
			continue
		}
		out = upto(rest, faceLabels)
		for _, next := range ls[i+1:] {
			if out == "" && next == "" {
				continue
			}
			if !hasHan(next) || reID.MatchString(next) || strings.Contains(next, "身份号码") || upto(next, faceLabels) != strings.Trim(next, noise) {
				break
			}
			out += strings.Trim(next, noise)
		}
		break
	}
	if !hasHan(out) {
		return ""
	}
	return out
}

// idNumber is the one that is a number of a citizen, GB 11643-1999: with a birthday
// that there was, and a check digit.
func idNumber(ls []string) string {
	for _, line := range ls {
		for _, n := range reID.FindAllString(line, -1) {
			n = strings.ToUpper(n)
			if len(n) == 18 && n[17] == checkDigit(n[:17]) && day(n[6:10], n[10:12], n[12:14]) != "" {
				return n
			}
		}
	}
	return ""
}

// checkDigit is that of ISO 7064, MOD 11-2.
func checkDigit(digits string) byte {
	p := 0
	for _, d := range []byte(digits) {
		p = (p + int(d-'0')) * 2 % 11
	}
	return "0123456789X"[(12-p)%11]
}

// day is a date as my.ocr writes it: 19920307; "" where there was none.
func day(year, month, dayOf string) string {
	t, err := time.Parse("2006-1-2", year+"-"+month+"-"+dayOf)
	if err != nil {
		return ""
	}
	return t.Format("20060102")
}

// bankCard is the one number of 13 to 19 digits in a line that ends with its check
// digit, ISO/IEC 7812-1. Where two do, neither is sure.
func bankCard(text string) map[string]string {
	var found []string
	for _, line := range lines(text) {
		for _, n := range reCard.FindAllString(line, -1) {
			n = strings.NewReplacer(" ", "", "-", "").Replace(n)
			if len(n) >= 13 && len(n) <= 19 && luhn(n) && !slices.Contains(found, n) {
				found = append(found, n)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return map[string]string{"card_num": found[0]}
}

func luhn(digits string) bool {
	sum, any := 0, false
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		any = any || d != 0
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return any && sum%10 == 0
}

// plates are those of vehicles, GA 36-2018.
func plates(text string) (out []string) {
	strip := strings.NewReplacer(".", "", "·", "", "•", "", "-", "", "。", "")
	for _, line := range dense(strings.ToUpper(text)) {
		line = strip.Replace(line)
		for _, at := range rePlate.FindAllStringIndex(line, -1) {
			p := line[at[0]:at[1]]
			longer := at[1] < len(line) && (line[at[1]] >= 'A' && line[at[1]] <= 'Z' || line[at[1]] >= '0' && line[at[1]] <= '9')
			if !longer && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

func put(to map[string]string, name, value string) {
	if value != "" {
		to[name] = value
	}
}
