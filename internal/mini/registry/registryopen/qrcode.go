package registryopen

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/qr"
	"livewell/internal/kit/web"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// CodePath is where pictures of codes are: nothing is kept of a code, its address
// says what is in it, and that is always a link to a program of this platform.
const CodePath = "/mini/q/"

const codeDots = 10 // pixels of a module

var (
	errPage = fault.New(fault.Invalid, "registryopen.page", "url_param must be the path of a page, and query_param its query, of at most 1,000 characters together.")
	errCode = fault.New(fault.NotFound, "registryopen.code", "There is no such code.")
)

type codeIn struct {
	Page     protocol.Text `json:"url_param" required:"true" max:"256" example:"pages/index/index" doc:"Path of the page that opens."`
	Query    protocol.Text `json:"query_param" required:"true" max:"1000" example:"table=7" doc:"What the page is opened with, as name=value&…"`
	Describe protocol.Text `json:"describe" required:"true" max:"64" example:"Table 7" doc:"What the code is for. It is in the log of requests, and nowhere else."`
	Color    protocol.Text `json:"color" max:"16" doc:"Taken, and not used: codes are black on white."`
	Size     protocol.Text `json:"size" max:"8" doc:"Taken, and not used."`
}

type codeOut struct {
	URL   string `json:"qr_code_url" doc:"A PNG. What is in it is a link that opens the page, after which the picture is not needed."`
	Blue  string `json:"qr_code_url_circle_blue" doc:"The same."`
	White string `json:"qr_code_url_circle_white" doc:"The same."`
}

// pageOf is a page with its query, as links have it.
func pageOf(path, query string) (string, error) {
	path = strings.TrimPrefix(path, "/")
	if path == "" || strings.ContainsAny(path, "?#:\\ \n\r\t") || strings.HasPrefix(path, "/") || strings.Contains("/"+path+"/", "/../") || len(path)+len(query) > 1000 {
		return "", errPage
	}
	if query = strings.TrimPrefix(query, "?"); query != "" {
		path += "?" + query
	}
	return path, nil
}

// link opens a page of a program.
func link(origin, app, page string) string {
	return origin + "/mini/" + app + "?" + url.Values{"page": {page}}.Encode()
}

func (d Deps) codes(g *gateway.Gateway) {
	gateway.Query(g, gateway.Spec{
		Name: "alipay.open.app.qrcode.create", Group: "Mini programs", Title: "Make a code that opens a page",
		Text:     "Gives the address of a picture. Whoever scans it with any camera opens the page, in the version that people get. Called again, it is the same code.",
		Merchant: true, Subs: []gateway.Sub{{Fault: errKind, Code: "APP_NOT_MINI_PROGRAM"}},
	}, func(ctx context.Context, _ db.Q, c *gateway.Call, in *codeIn) (codeOut, error) {
		app, _, err := d.of(ctx, c, "")
		if err != nil {
			return codeOut{}, err
		}
		page, err := pageOf(string(in.Page), string(in.Query))
		picture := d.Origin + CodePath + app + "?" + url.Values{"page": {page}}.Encode()
		return codeOut{picture, picture, picture}, err
	})
}

// Codes serves the pictures under CodePath.
func (d Deps) Codes() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, query, _ := strings.Cut(r.URL.Query().Get("page"), "?")
		page, err := pageOf(path, query)
		if err == nil {
			_, err = d.Apps.Lookup(r.Context(), r.PathValue("app"))
		}
		if err != nil {
			web.WriteProblem(w, r, errCode.Because(err))
			return
		}
		code, err := qr.Make(link(d.Origin, r.PathValue("app"), page))
		if err != nil {
			web.WriteProblem(w, r, errCode.Because(err))
			return
		}
		picture, err := code.PNG(codeDots)
		if err != nil {
			web.WriteProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "public, max-age=86400")
		_, _ = w.Write(picture) //nolint:gosec // a PNG that was drawn here; who has gone needs none
	})
}
