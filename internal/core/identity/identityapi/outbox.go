package identityapi

import (
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"livewell/internal/core/identity"
)

var outboxPage = template.Must(template.New("outbox").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 0 auto; padding: 1rem }
table { width: 100%; border-collapse: collapse }
th, td { text-align: start; padding: .6rem .4rem; border-bottom: 1px solid #8888 }
td.code { font: 600 1.4rem ui-monospace, monospace; letter-spacing: .1em }
</style>
<main>
<h1>{{.Title}}</h1>
<p>{{.About}} <a href="/outbox">{{.Again}}</a></p>
{{if .Sent}}<table>
<thead><tr><th scope="col">{{.Phone}}</th><th scope="col">{{.Code}}</th><th scope="col">{{.Time}}</th></tr></thead>
<tbody>{{range .Sent}}<tr><td>{{.Phone}}</td><td class="code">{{.Code}}</td><td><time datetime="{{.At.Format "2006-01-02T15:04:05Z07:00"}}">{{.At.Format "15:04:05"}} UTC</time></td></tr>
{{end}}</tbody></table>{{else}}<p>{{.None}}</p>{{end}}
</main></html>
`))

type outboxWords struct {
	Lang, Title, About, Again, Phone, Code, Time, None string
	Sent                                               []identity.Sent
}

// Outbox is the page that shows the codes of a demo in place of phones.
func Outbox(o identity.Outbox, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := o.Latest(r.Context())
		if err != nil {
			log.ErrorContext(r.Context(), "outbox", "err", err)
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		words := outboxWords{
			"en", "Demo messages", "In this demo, sign-in codes arrive here and not on a phone.", "Reload",
			"Phone", "Code", "Time", "Nothing yet.", sent,
		}
		if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
			words = outboxWords{"zh", "演示短信", "演示环境中，登录验证码显示在此页，不会发送到手机。", "刷新", "手机号", "验证码", "时间", "暂无消息。", sent}
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		if err := outboxPage.Execute(w, words); err != nil {
			log.InfoContext(r.Context(), "reader left before the page", "err", err)
		}
	})
}
