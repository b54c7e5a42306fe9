package compiler

import (
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"
)

// readUnits finds all pages, and the components that they use, and theirs.
func (b *build) readUnits() {
	appUses := b.resolveUses("app", b.app.UsingComponents)
	pages := b.p.Manifest.Pages[:0]
	for _, p := range b.p.Manifest.Pages {
		u := b.readUnit(p.Path)
		if u.template == "" && u.script == "" {
			b.warn("app.json", 0, 0, "page %q has neither a template nor a script", p.Path)
			continue
		}
		p.Template, p.Script, p.Component = u.template, u.script, u.config.Component
		uses := map[string]string{}
		for k, v := range appUses {
			uses[k] = v
		}
		for k, v := range u.uses {
			uses[k] = v
		}
		u.uses, p.Uses = uses, uses
		p.Window = b.windowOf(p.Path)
		pages = append(pages, p)
	}
	b.p.Manifest.Pages = pages
	if !slices.ContainsFunc(pages, func(p Page) bool { return p.Path == b.p.Manifest.Entry }) && len(pages) > 0 {
		b.p.Manifest.Entry = pages[0].Path
	}
	components := map[string]Component{}
	for _, name := range sortedKeys(b.units) {
		b.component(name, appUses, components)
	}
	if len(components) > 0 {
		b.p.Manifest.Components = components
	}
}

// component makes the manifest's entries of what a unit uses.
func (b *build) component(of string, appUses map[string]string, done map[string]Component) {
	for _, tag := range sortedKeys(b.units[of].uses) {
		p := b.units[of].uses[tag]
		if _, known := done[p]; known {
			continue
		}
		u := b.readUnit(p)
		for k, v := range appUses {
			if _, own := u.uses[k]; !own {
				u.uses[k] = v
			}
		}
		c := Component{Uses: u.uses, Template: u.template, Script: u.script}
		if first(u.config.StyleIsolation, u.config.Options.StyleIsolation) == "apply-shared" {
			c.Scope = fmt.Sprintf("%x", sha256.Sum256([]byte(p)))[:8]
		}
		for _, host := range []*bool{u.config.VirtualHost, u.config.Options.VirtualHost} {
			c.Host = c.Host || host != nil && !*host
		}
		for _, name := range sortedKeys(u.config.ComponentGenerics) {
			if c.Generics == nil {
				c.Generics = map[string]string{}
			}
			c.Generics[name] = ""
			if m, ok := u.config.ComponentGenerics[name].(map[string]any); ok {
				if d, ok := m["default"].(string); ok {
					if f, ok := b.unitPath(p, d); ok {
						c.Generics[name] = f
						u.uses[name] = f
					}
				}
			}
		}
		done[p] = c
		b.component(p, appUses, done)
	}
}

func (b *build) windowOf(p string) map[string]any {
	f, ok := b.tree.find(p + ".json")
	if !ok {
		return nil
	}
	src, _ := b.tree.read(f)
	var all map[string]any
	if readJSON(src, &all) != nil {
		return nil
	}
	if w, ok := all["window"].(map[string]any); ok { // written as in app.json
		for k, v := range w {
			all[k] = v
		}
	}
	for _, k := range []string{"usingComponents", "component", "window", "componentGenerics", "componentPlaceholder"} {
		delete(all, k)
	}
	return all
}

func (b *build) readUnit(p string) *unit {
	if u, ok := b.units[p]; ok {
		return u
	}
	u := &unit{path: p}
	b.units[p] = u
	if f, ok := b.tree.find(p + ".json"); ok {
		src, _ := b.tree.read(f)
		if err := readJSON(src, &u.config); err != nil {
			b.warn(f, 0, 0, "the file is no JSON: %v", err)
		}
	}
	u.template, _ = b.tree.find(p + ".axml")
	for _, e := range []string{".js", ".ts", ".mjs"} {
		if f, ok := b.tree.find(p + e); ok {
			u.script = f
			break
		}
	}
	for _, e := range styleEndings {
		if f, ok := b.tree.find(p + e); ok {
			u.style = f
			break
		}
	}
	u.uses = b.resolveUses(p, u.config.UsingComponents)
	return u
}

// resolveUses finds the components that a unit names.
func (b *build) resolveUses(from string, uses map[string]string) map[string]string {
	out := map[string]string{}
	for _, tag := range sortedKeys(uses) {
		spec := uses[tag]
		if strings.HasPrefix(spec, "plugin://") || strings.HasPrefix(spec, "dynamic-plugin://") {
			b.warn(from+".json", 0, 0, "component %q comes from a plugin, which is not on this platform", tag)
			continue
		}
		if p, ok := b.unitPath(from, spec); ok {
			out[tag] = p
			continue
		}
		b.warn(from+".json", 0, 0, "component %q is not there: %q", tag, spec)
	}
	return out
}

// unitPath finds a component by what a unit calls it.
func (b *build) unitPath(from, spec string) (string, bool) {
	f, ok := b.tree.resolve(from, spec, []string{".json", ".axml", ".js", ".ts"})
	if !ok {
		return "", false
	}
	return strings.TrimSuffix(f, path.Ext(f)), true
}
