package compiler

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// script is one JavaScript module: its code and what it asks for.
type script struct {
	code     string
	requires []string
	faults   []fault
}

type fault struct {
	line, col int
	msg       string
}

// Without a word boundary before it, which makes the search many times faster: what
// else ends in "require(" asks for nothing that is there.
var requireCall = regexp.MustCompile(`require\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')\s*\)`)

// transform makes a CommonJS module of one file, whatever it is written in. A file
// that cannot be read throws when it is loaded, and harms no other.
func transform(file, src string, minify bool) script {
	loader := api.LoaderJSX // some programs' libraries have it in .js
	switch path.Ext(file) {
	case ".ts", ".mts":
		loader = api.LoaderTS
	case ".tsx":
		loader = api.LoaderTSX
	}
	options := api.TransformOptions{
		Loader: loader, Format: api.FormatCommonJS, Platform: api.PlatformNeutral, Target: api.ES2022,
		Sourcefile: file, LogLevel: api.LogLevelSilent, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: minify, MinifySyntax: minify,
		Define:      map[string]string{"process.env.NODE_ENV": `"production"`},
		Supported:   map[string]bool{"import-meta": true},
		TsconfigRaw: `{"compilerOptions":{"target":"es2022","useDefineForClassFields":false,"experimentalDecorators":true}}`,
	}
	r := api.Transform(src, options)
	for n := 1; n <= maxTwice; n++ {
		again, ok := renameTwice(src, r.Errors, n)
		if !ok {
			break
		}
		src = again
		r = api.Transform(src, options)
	}
	var s script
	if len(r.Errors) > 0 {
		for _, e := range r.Errors {
			f := fault{msg: e.Text}
			if e.Location != nil {
				f.line, f.col = e.Location.Line, e.Location.Column+1
			}
			s.faults = append(s.faults, f)
		}
		f := s.faults[0]
		s.code = "throw new SyntaxError(" + jsonText(fmt.Sprintf("%s:%d:%d: %s", file, f.line, f.col, f.msg)) + ");\n"
		return s
	}
	s.code = string(r.Code)
	s.requires = requires(s.code)
	return s
}

const maxTwice = 20

// renameTwice makes a file that declares a name twice readable, as the dialect's own
// tools do: the later declaration counts, and the earlier gets another name.
func renameTwice(src string, errs []api.Message, n int) (string, bool) {
	if len(errs) == 0 || !strings.HasSuffix(errs[0].Text, "has already been declared") || len(errs[0].Notes) == 0 {
		return "", false
	}
	at := errs[0].Notes[0].Location
	if at == nil || at.Length == 0 {
		return "", false
	}
	lines := strings.SplitAfter(src, "\n")
	if at.Line > len(lines) || at.Column+at.Length > len(lines[at.Line-1]) {
		return "", false
	}
	l := lines[at.Line-1]
	end := at.Column + at.Length
	lines[at.Line-1] = l[:end] + fmt.Sprintf("$earlier%d", n) + l[end:]
	return strings.Join(lines, ""), true
}

func requires(code string) []string {
	var out []string
	for _, m := range requireCall.FindAllStringSubmatch(code, -1) {
		out = append(out, m[1]+m[2])
	}
	return out
}

// jsonModule gives what a required .json file holds.
func jsonModule(file string, src []byte) script {
	var v any
	if err := readJSON(src, &v); err != nil {
		return script{
			code:   "throw new SyntaxError(" + jsonText(file+": "+err.Error()) + ");\n",
			faults: []fault{{line: 1, col: 1, msg: err.Error()}},
		}
	}
	return script{code: "module.exports=" + strings.ReplaceAll(jsonText(v), "\u2028", `\u2028`) + ";\n"}
}
