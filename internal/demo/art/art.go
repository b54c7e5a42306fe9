// Package art draws pictures of things that do not exist, for a demo without
// photographs: a bowl, a cup, a loaf, always the same for the same words.
package art

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
)

// shapes by what is drawn; the rest are plates.
var shapes = map[string]func(*brush){
	"noodles": (*brush).bowl, "hotpot": (*brush).bowl, "breakfast": (*brush).bowl, "dumplings": (*brush).plate, "coffee": (*brush).cup, "tea": (*brush).cup,
	"bakery": (*brush).loaf, "dessert": (*brush).bowl, "bookstore": (*brush).books, "grocery": (*brush).box, "pharmacy": (*brush).box,
	"fruit": (*brush).fruit, "flowers": (*brush).flower, "hotel": (*brush).house, "cinema": (*brush).house, "salon": (*brush).house,
}

// palettes are a ground, a dish and three toppings each.
var palettes = [][5]string{
	{"#f6e7d2", "#fffaf2", "#c8492c", "#6f9a3e", "#e8b13a"},
	{"#dfeee6", "#ffffff", "#b5522d", "#3f7d5a", "#f0c75e"},
	{"#e5e7f4", "#fdfcff", "#8a3b2a", "#5b7fb4", "#efb36b"},
	{"#fbe3dd", "#fff8f5", "#a23b34", "#7f9c4a", "#f3c14b"},
	{"#e3f0f4", "#fbfeff", "#c9602f", "#2f7f86", "#f1d27a"},
	{"#f3e9f1", "#fffbfe", "#9c4668", "#7a8f3f", "#eab54d"},
}

type brush struct {
	strings.Builder
	r *rand.Rand
	p [5]string
}

// SVG draws kind, as seed has it, 320 by 240.
func SVG(kind, seed string) []byte {
	h := fnv.New64a()
	h.Write([]byte(kind + "/" + seed))
	b := &brush{r: rand.New(rand.NewPCG(h.Sum64(), 7))}
	b.p = palettes[b.r.IntN(len(palettes))]
	b.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240">`)
	b.put(`<rect width="320" height="240" fill="%s"/>`, b.p[0])
	for range 3 { // light falls on the table
		b.put(`<circle cx="%d" cy="%d" r="%d" fill="#fff" opacity=".18"/>`, b.r.IntN(320), b.r.IntN(240), 40+b.r.IntN(90))
	}
	draw, ok := shapes[kind]
	if !ok {
		draw = (*brush).plate
	}
	draw(b)
	b.put(`</svg>`)
	return []byte(b.String())
}

func (b *brush) put(format string, args ...any) { _, _ = fmt.Fprintf(b, format, args...) }

func (b *brush) top() string { return b.p[2+b.r.IntN(3)] }

// plate with heaps of three colours.
func (b *brush) plate() {
	b.put(`<ellipse cx="160" cy="132" rx="118" ry="86" fill="#00000014"/><ellipse cx="160" cy="124" rx="118" ry="84" fill="%s"/><ellipse cx="160" cy="124" rx="88" ry="60" fill="#00000008"/>`, b.p[1])
	b.heap(160, 120, 66, 40, 26)
}

func (b *brush) heap(cx, cy, rx, ry float64, n int) {
	for range n {
		a, d := b.r.Float64()*2*math.Pi, math.Sqrt(b.r.Float64())
		x, y, s := cx+d*rx*math.Cos(a), cy+d*ry*math.Sin(a), 7+b.r.Float64()*11
		b.put(`<ellipse cx="%.0f" cy="%.0f" rx="%.0f" ry="%.0f" fill="%s" transform="rotate(%d %.0f %.0f)"/>`, x, y, s, s*0.62, b.top(), b.r.IntN(180), x, y)
	}
}

// bowl from above, with waves of noodles.
func (b *brush) bowl() {
	b.put(`<circle cx="160" cy="128" r="98" fill="#00000014"/><circle cx="160" cy="120" r="96" fill="%s"/><circle cx="160" cy="120" r="80" fill="%s"/>`, b.p[1], b.p[2])
	for i := range 9 {
		y := 70 + i*12
		half := int(math.Sqrt(math.Max(0, 74*74-float64(y-120)*float64(y-120))))
		b.put(`<path d="M%d %d q%d %d %d 0 t%d 0" fill="none" stroke="%s" stroke-width="6" stroke-linecap="round" opacity=".92"/>`,
			160-half, y, half/2, 8-b.r.IntN(17), half, half, b.p[4])
	}
	b.heap(160+float64(b.r.IntN(40)-20), 120, 34, 26, 11)
}

func (b *brush) cup() {
	b.put(`<ellipse cx="160" cy="200" rx="92" ry="16" fill="#00000014"/><path d="M98 78 h124 l-14 118 q-2 12 -16 12 h-64 q-14 0 -16 -12 z" fill="%s"/>`, b.p[1])
	b.put(`<path d="M104 122 h112 l-9 74 q-2 10 -14 10 h-66 q-12 0 -14 -10 z" fill="%s"/><ellipse cx="160" cy="78" rx="62" ry="13" fill="%s"/>`, b.top(), b.p[4])
	for range 5 {
		b.put(`<circle cx="%d" cy="%d" r="%d" fill="#ffffff66"/>`, 122+b.r.IntN(76), 138+b.r.IntN(50), 4+b.r.IntN(6))
	}
}

func (b *brush) loaf() {
	b.put(`<ellipse cx="160" cy="184" rx="112" ry="20" fill="#00000014"/><path d="M58 170 q-6 -86 102 -88 q108 2 102 88 q0 14 -16 14 h-172 q-16 0 -16 -14 z" fill="%s"/>`, b.p[4])
	for i := range 4 {
		b.put(`<path d="M%d 104 q18 22 4 54" fill="none" stroke="%s" stroke-width="9" stroke-linecap="round" opacity=".65"/>`, 94+i*38, b.p[2])
	}
	b.heap(160, 100, 78, 10, 8)
}

func (b *brush) books() {
	x := 62
	for x < 244 {
		w, h := 18+b.r.IntN(20), 96+b.r.IntN(64)
		b.put(`<rect x="%d" y="%d" width="%d" height="%d" rx="3" fill="%s"/><rect x="%d" y="%d" width="%d" height="5" fill="#ffffff88"/>`, x, 196-h, w, h, b.top(), x+4, 196-h+14, w-8)
		x += w + 3
	}
	b.put(`<rect x="48" y="196" width="224" height="10" rx="4" fill="#8a6b4e"/>`)
}

func (b *brush) box() {
	for i := range 3 {
		x := 62 + i*70
		h := 70 + b.r.IntN(60)
		b.put(`<rect x="%d" y="%d" width="58" height="%d" rx="8" fill="%s"/><rect x="%d" y="%d" width="38" height="24" rx="4" fill="%s"/>`, x, 196-h, h, b.top(), x+10, 196-h+18, b.p[1])
	}
	b.put(`<rect x="44" y="196" width="232" height="9" rx="4" fill="#00000022"/>`)
}

func (b *brush) fruit() {
	for range 9 {
		x, y, s := 86+b.r.IntN(150), 84+b.r.IntN(90), 24+b.r.IntN(16)
		b.put(`<circle cx="%d" cy="%d" r="%d" fill="%s"/><circle cx="%d" cy="%d" r="%d" fill="#ffffff55"/>`, x, y, s, b.top(), x-s/3, y-s/3, s/4)
	}
}

func (b *brush) flower() {
	for range 5 {
		x, y, c := 90+b.r.IntN(140), 60+b.r.IntN(70), b.top()
		b.put(`<path d="M%d %d Q%d 190 160 214" fill="none" stroke="#6f9a3e" stroke-width="4"/>`, x, y, x)
		for i := range 6 {
			a := float64(i) * math.Pi / 3
			b.put(`<circle cx="%.0f" cy="%.0f" r="12" fill="%s"/>`, float64(x)+15*math.Cos(a), float64(y)+15*math.Sin(a), c)
		}
		b.put(`<circle cx="%d" cy="%d" r="9" fill="%s"/>`, x, y, b.p[4])
	}
}

func (b *brush) house() {
	b.put(`<rect x="72" y="66" width="176" height="134" rx="8" fill="%s"/><rect x="60" y="54" width="200" height="18" rx="6" fill="%s"/>`, b.p[1], b.p[2])
	for r := range 3 {
		for c := range 5 {
			fill := b.p[0]
			if b.r.IntN(3) > 0 {
				fill = b.p[4]
			}
			b.put(`<rect x="%d" y="%d" width="20" height="24" rx="3" fill="%s"/>`, 86+c*31, 84+r*36, fill)
		}
	}
	b.put(`<rect x="44" y="200" width="232" height="8" rx="4" fill="#00000022"/>`)
}
