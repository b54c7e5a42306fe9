package compiler

import (
	"fmt"
	"strings"

	"livewell/internal/mini/compiler/axml"
	"livewell/internal/mini/compiler/expr"
)

// component is a tag that usingComponents may name. Which component it is, or
// whether it is one, is known when the page is.
func (g *templateGen) component(n *axml.Node, at place) piece {
	p := piece{heavy: true}
	var props []string
	key := ""
	for _, a := range n.Attrs {
		if control(a.Name) || a.Name == "slot" || a.Name == "slot-scope" {
			continue
		}
		c := g.value(a, at)
		p.deps.add(of(c))
		if a.Name == "key" {
			key = c.JS
			continue
		}
		props = append(props, expr.Quote(a.Name)+":"+c.JS)
	}
	content, d := g.content(n, at)
	p.deps.add(d)
	prop := "0"
	if len(props) > 0 {
		prop = "{" + strings.Join(props, ",") + "}"
	}
	p.js = call("$.c", expr.Quote(n.Tag), prop, content, key)
	return p
}

// content is what stands within a component's tag: a function that gives the
// nodes, those for a named slot wrapped with its name. It belongs to who wrote it.
func (g *templateGen) content(n *axml.Node, at place) (string, deps) {
	if len(n.Kids) == 0 {
		return "0", deps{}
	}
	inner := at
	inner.top, inner.text = false, false
	var wrapped []*axml.Node
	for _, k := range n.Kids {
		wrapped = append(wrapped, g.named(k))
	}
	kids, d := g.children(wrapped, inner)
	if kids == "" {
		return "0", d
	}
	return "()=>[" + kids + "]", d
}

// named puts a node with a slot's name into an element that stands for the naming;
// it keeps the loop and the condition outside.
func (g *templateGen) named(n *axml.Node) *axml.Node {
	_, slot := n.Get("slot")
	_, scope := n.Get("slot-scope")
	if !slot && !scope {
		return n
	}
	outer := &axml.Node{Tag: namedTag, Pos: n.Pos}
	bare := &axml.Node{Tag: n.Tag, Pos: n.Pos, Kids: n.Kids}
	for _, a := range n.Attrs {
		if control(a.Name) || a.Name == "slot" || a.Name == "slot-scope" {
			outer.Attrs = append(outer.Attrs, a)
		} else {
			bare.Attrs = append(bare.Attrs, a)
		}
	}
	outer.Kids = []*axml.Node{bare}
	return outer
}

// namedTag stands for content that names its slot.
const namedTag = "\x00named"

func (g *templateGen) namedContent(n *axml.Node, at place) piece {
	name := expr.Code{JS: `"default"`, Constant: true}
	if a, ok := n.Get("slot"); ok {
		name = g.value(a, at)
	}
	inner := at
	head := ""
	if a, ok := n.Get("slot-scope"); ok {
		g.vars++
		v := fmt.Sprintf("p%d", g.vars)
		inner.scope = at.scope.With(strings.TrimSpace(a.Value), v)
		head = v + "=>"
	}
	body := g.one(g.plain(n.Kids[0], inner), inner)
	p := piece{js: "$.n(" + name.JS + "," + head + g.settle(body, inner) + ")"}
	p.deps.add(of(name))
	p.deps.add(body.deps)
	return p
}

func (g *templateGen) slot(n *axml.Node, at place) piece {
	name := `"default"`
	p := piece{deps: deps{inner: true, bound: true}}
	var props []string
	for _, a := range n.Attrs {
		if control(a.Name) || a.Name == "slot" || a.Name == "key" {
			continue
		}
		c := g.value(a, at)
		p.deps.add(of(c))
		if a.Name == "name" {
			name = c.JS
			continue
		}
		props = append(props, expr.Quote(a.Name)+":"+c.JS)
	}
	inner := at
	inner.top = false
	kids, d := g.children(n.Kids, inner)
	p.deps.add(d)
	fallback := "0"
	if kids != "" {
		fallback = "()=>[" + kids + "]"
	}
	prop := "0"
	if len(props) > 0 {
		prop = "{" + strings.Join(props, ",") + "}"
	}
	p.js = call("$.s", "i", name, prop, fallback)
	return p
}
