package compiler

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"livewell/internal/mini/compiler/axml"
	"livewell/internal/mini/compiler/expr"
)

// template is <template name>, which is kept, or <template is>, which is shown.
func (g *templateGen) template(n *axml.Node, at place) []piece {
	if name, ok := n.Get("name"); ok {
		inner := place{scope: expr.Scope{Modules: at.scope.Modules}, file: at.file}
		body, _ := g.children(n.Kids, inner)
		g.templates = append(g.templates, "own["+expr.Quote(name.Value)+"]=function(d,i){return ["+body+"]};")
		return nil
	}
	is, ok := n.Get("is")
	if !ok {
		g.warn(at.file, n.Pos, "<template> has neither name nor is; it is left out")
		return nil
	}
	name := g.value(is, at)
	p := piece{heavy: true, deps: deps{bound: true}}
	p.deps.add(of(name))
	data := "{}"
	if a, ok := n.Get("data"); ok {
		c := g.templateData(a, at)
		p.deps.add(of(c))
		data = c.JS
	}
	key := ""
	if a, ok := n.Get("key"); ok {
		key = g.value(a, at).JS
	}
	p.js = call("$.t", "T", name.JS, data, "i", key)
	return []piece{p}
}

// templateData reads data="{{a, b: c, ...d}}".
func (g *templateGen) templateData(a axml.Attr, at place) expr.Code {
	parts := expr.Split(strings.TrimSpace(a.Value))
	if len(parts) != 1 || !parts[0].Expr {
		if strings.TrimSpace(a.Value) != "" {
			g.warn(at.file, a.Pos, "data of a template is one pair of double braces")
		}
		return expr.Code{JS: "{}", Constant: true}
	}
	c, err := expr.Compile(parts[0].Text, true, at.scope)
	if err != nil {
		g.badExpression(parts[0].Text, a.Pos, parts[0].At, at, err)
		return expr.Code{JS: "{}", Constant: true}
	}
	return c
}

// importOf makes the templates of another file known, but not what that imports.
func (g *templateGen) importOf(n *axml.Node, at place) {
	src, ok := n.Get("src")
	if !ok {
		g.warn(at.file, n.Pos, "<import> has no src")
		return
	}
	file, _, ok := g.includes(at.file, src.Value)
	if !ok {
		g.warn(at.file, src.Pos, "there is no template file %q", src.Value)
		return
	}
	if file != g.file {
		g.imports = append(g.imports, "Object.assign(T,require("+expr.Quote("/"+file)+").own);")
	}
}

// include pastes another file in, all but its templates.
func (g *templateGen) include(n *axml.Node, at place) []piece {
	src, ok := n.Get("src")
	if !ok {
		g.warn(at.file, n.Pos, "<include> has no src")
		return nil
	}
	file, nodes, ok := g.includes(at.file, src.Value)
	if !ok {
		g.warn(at.file, src.Pos, "there is no template file %q", src.Value)
		return nil
	}
	if file == g.file || slices.Contains(g.included, file) {
		g.warn(at.file, src.Pos, "%q includes itself", file)
		return nil
	}
	g.included = append(g.included, file)
	defer func() { g.included = g.included[:len(g.included)-1] }()
	inner := at
	inner.file = file
	inner.scope.Modules = g.withModules(file, nodes, at.scope.Modules)
	var kept []*axml.Node
	for _, k := range nodes {
		if _, named := k.Get("name"); k.Tag == "template" && named {
			continue
		}
		kept = append(kept, k)
	}
	return []piece{g.one(g.pieces(kept, inner), inner)}
}

// withModules adds the SJS modules that a file imports: name="m" is the default
// export, name="{a, b: c}" are named ones.
func (g *templateGen) withModules(file string, nodes []*axml.Node, have map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range have {
		out[k] = v
	}
	var walk func([]*axml.Node)
	walk = func(nodes []*axml.Node) {
		for _, n := range nodes {
			if n.Tag == "import-sjs" {
				g.importSJS(file, n, out)
			}
			walk(n.Kids)
		}
	}
	walk(nodes)
	return out
}

var sjsNames = regexp.MustCompile(`([\w$]+)\s*(?::\s*([\w$]+))?`)

func (g *templateGen) importSJS(file string, n *axml.Node, out map[string]string) {
	from, ok := n.Get("from")
	if !ok {
		from, ok = n.Get("src")
	}
	name, named := n.Get("name")
	if !named {
		name, named = n.Get("module")
	}
	if !ok || !named {
		g.warn(file, n.Pos, "<import-sjs> needs from and name")
		return
	}
	spec := from.Value
	if strings.HasPrefix(spec, ".") {
		spec = "/" + path.Join(path.Dir(file), spec)
	}
	v := fmt.Sprintf("s%d", len(g.requires)+1)
	g.requires = append(g.requires, "var "+v+"=$.q(()=>require("+expr.Quote(spec)+"));")
	text := strings.TrimSpace(name.Value)
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		for _, m := range sjsNames.FindAllStringSubmatch(strings.TrimSuffix(inner, "}"), -1) {
			local := m[1]
			if m[2] != "" {
				local = m[2]
			}
			out[local] = v + "()?." + m[1]
		}
		return
	}
	if text != "" {
		out[text] = "$.u(" + v + "())"
	}
}
