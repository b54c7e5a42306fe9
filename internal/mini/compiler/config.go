package compiler

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
)

// Manifest is what the host and the logic need to know of a program before any of
// its code runs. Paths have neither a leading slash nor an extension.
type Manifest struct {
	Entry string `json:"entry"`
	Pages []Page `json:"pages"`
	// Components by path: what their tags mean, and their own settings.
	Components map[string]Component `json:"components,omitempty"`
	Window     map[string]any       `json:"window,omitempty"`
	TabBar     *TabBar              `json:"tabBar,omitempty"`
	Packages   []Package            `json:"packages,omitempty"`
	Permission map[string]any       `json:"permission,omitempty"`
	Plugins    []string             `json:"plugins,omitempty"`
	// Style names the app's own style sheet, if it has one.
	Style string `json:"style,omitempty"`
	// OldComponents says that the project asks for components of the first kind, which
	// programs look for with canIUse("component2").
	OldComponents bool `json:"oldComponents,omitempty"`
}

// Page is a page's settings.
type Page struct {
	Path   string            `json:"path"`
	Window map[string]any    `json:"window,omitempty"`
	Uses   map[string]string `json:"uses,omitempty"`
	// Styles are the sheets of its components, then its own.
	Styles []string `json:"styles,omitempty"`
	// Template and Script are its files; a page may be its template alone.
	Template string `json:"template,omitempty"`
	Script   string `json:"script,omitempty"`
	// Component says that it is one, shown as a page.
	Component bool `json:"component,omitempty"`
	// Package is the root of its subpackage, or "".
	Package string `json:"package,omitempty"`
}

// Component is a custom component's settings.
type Component struct {
	Uses     map[string]string `json:"uses,omitempty"`
	Generics map[string]string `json:"generics,omitempty"`
	// Scope keeps its styles to itself, where it asks for that.
	Scope string `json:"scope,omitempty"`
	// Host says that it has an element of its own.
	Host     bool   `json:"host,omitempty"`
	Template string `json:"template,omitempty"`
	Script   string `json:"script,omitempty"`
}

// TabBar is the bar at the foot, as the program writes it.
type TabBar struct {
	TextColor       string `json:"textColor,omitempty"`
	SelectedColor   string `json:"selectedColor,omitempty"`
	BackgroundColor string `json:"backgroundColor,omitempty"`
	Customize       bool   `json:"customize,omitempty"`
	Items           []Tab  `json:"items"`
}

// Tab is one of its items; icons are addresses within the package.
type Tab struct {
	Page       string `json:"page"`
	Name       string `json:"name"`
	Icon       string `json:"icon,omitempty"`
	ActiveIcon string `json:"activeIcon,omitempty"`
}

// Package is a part that is loaded when one of its pages is opened.
type Package struct {
	Root   string `json:"root"`
	Script string `json:"script"`
}

// appConfig is app.json. Lists that some programs write as objects are read leniently.
type appConfig struct {
	Pages           []string          `json:"pages"`
	EntryPagePath   string            `json:"entryPagePath"`
	Window          map[string]any    `json:"window"`
	TabBar          *tabBarConfig     `json:"tabBar"`
	SubPackages     []subPackage      `json:"subPackages"`
	Subpackages     []subPackage      `json:"subpackages"`
	UsingComponents map[string]string `json:"usingComponents"`
	Permission      map[string]any    `json:"permission"`
	Plugins         map[string]any    `json:"plugins"`
}

type subPackage struct {
	Root  string   `json:"root"`
	Pages []string `json:"pages"`
}

type tabBarConfig struct {
	TextColor       string    `json:"textColor"`
	SelectedColor   string    `json:"selectedColor"`
	BackgroundColor string    `json:"backgroundColor"`
	Customize       bool      `json:"customize"`
	Custom          bool      `json:"custom"`
	Items           []tabItem `json:"items"`
	List            []tabItem `json:"list"`
}

type tabItem struct {
	PagePath   string `json:"pagePath"`
	Name       string `json:"name"`
	Text       string `json:"text"`
	Icon       string `json:"icon"`
	IconPath   string `json:"iconPath"`
	ActiveIcon string `json:"activeIcon"`
	Selected   string `json:"selectedIconPath"`
}

// unitConfig is the json of a page or a component.
type unitConfig struct {
	Component         bool              `json:"component"`
	UsingComponents   map[string]string `json:"usingComponents"`
	ComponentGenerics map[string]any    `json:"componentGenerics"`
	StyleIsolation    string            `json:"styleIsolation"`
	VirtualHost       *bool             `json:"virtualHost"`
	Options           struct {
		StyleIsolation string `json:"styleIsolation"`
		VirtualHost    *bool  `json:"virtualHost"`
	} `json:"options"`
	Placeholder map[string]string `json:"componentPlaceholder"`
}

// oldComponents reads a project's settings, in either of their forms.
func oldComponents(project []byte) bool {
	var set struct {
		Component2 *bool `json:"component2"`
		Options    struct {
			Component2 *bool `json:"component2"`
		} `json:"compileOptions"`
	}
	if readJSON(project, &set) != nil {
		return false
	}
	asks := cmp.Or(set.Options.Component2, set.Component2)
	return asks != nil && !*asks
}

// readJSON reads a settings file: an empty one, comments and trailing commas are
// all found in real programs.
func readJSON(src []byte, into any) error {
	clean := strings.TrimSpace(stripJSON(string(src)))
	if clean == "" {
		return nil
	}
	err := json.Unmarshal([]byte(clean), into)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) { // the rest has been read
		return nil
	}
	return err
}

// stripJSON takes comments, trailing commas and a byte order mark away.
func stripJSON(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	var b strings.Builder
	comma := -1 // where in b a comma stands that nothing has followed yet
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			j := i + 1
			for j < len(s) && s[j] != '"' {
				if s[j] == '\\' {
					j++
				}
				j++
			}
			j = min(j, len(s)-1)
			b.WriteString(s[i : j+1])
			i, comma = j, -1
		case c == '/' && i+1 < len(s) && s[i+1] == '/':
			for i < len(s) && s[i] != '\n' {
				i++
			}
			b.WriteByte('\n')
		case c == '/' && i+1 < len(s) && s[i+1] == '*':
			n := strings.Index(s[i+2:], "*/")
			if n < 0 {
				return b.String()
			}
			i += n + 3
		case c == ',':
			comma = b.Len()
			b.WriteByte(c)
		case (c == ']' || c == '}') && comma >= 0:
			kept := b.String()
			b.Reset()
			b.WriteString(kept[:comma] + kept[comma+1:])
			b.WriteByte(c)
			comma = -1
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			b.WriteByte(c)
		default:
			b.WriteByte(c)
			comma = -1
		}
	}
	return b.String()
}
