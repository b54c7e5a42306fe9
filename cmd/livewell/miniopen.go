package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"livewell/internal/open/protocol"
)

// openApp is an app that calls the open API. What sandbox new writes is all of it.
type openApp struct {
	Env    string `default:"env" type:"path" help:"File with GATEWAY_URL and APP_ID, as sandbox new writes it. Keys are looked for beside it."`
	Server string `placeholder:"URL" help:"Address of the server, instead of the env file's."`
	App    string `placeholder:"ID" help:"Id of the app, instead of the env file's."`
	AppKey string `placeholder:"FILE" type:"path" help:"RSA private key of the app, PEM; app_private_key.pem beside the env file by default."`
	Key    string `placeholder:"FILE" type:"path" help:"Ed25519 private key that packages are signed with, PEM; package_key.pem beside the env file by default."`
}

// settled fills in what no flag said.
func (a openApp) settled() (openApp, error) {
	dir := filepath.Dir(a.Env)
	if a.Server == "" || a.App == "" {
		set, err := readEnv(a.Env)
		if err != nil {
			return a, fmt.Errorf("%w: name the file that sandbox new wrote with --env, or give --server and --app", err)
		}
		if a.Server == "" {
			a.Server = strings.TrimSuffix(set["GATEWAY_URL"], "/gateway.do")
		}
		if a.App == "" {
			a.App = set["APP_ID"]
		}
	}
	if a.Server = strings.TrimSuffix(a.Server, "/"); a.Server == "" || a.App == "" {
		return a, fmt.Errorf("%s names no GATEWAY_URL or no APP_ID", a.Env)
	}
	if a.AppKey == "" {
		a.AppKey = filepath.Join(dir, "app_private_key.pem")
	}
	if a.Key == "" {
		a.Key = filepath.Join(dir, "package_key.pem")
	}
	return a, nil
}

func readEnv(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(strings.TrimSpace(s.Text()), "="); ok {
			out[strings.TrimPrefix(k, "export ")] = strings.Trim(v, `"'`)
		}
	}
	return out, nil
}

// page is where the developer goes on in the console.
func (a openApp) page() string { return a.Server + "/console/apps/" + a.App + "/mini" }

// onward says where a version is moved: nobody signs in to the console as a sandbox.
func (a openApp) onward() string {
	if _, err := os.Stat(filepath.Join(filepath.Dir(a.Env), "sandbox.json")); err == nil {
		return "with alipay.open.mini.version.online"
	}
	return "at " + a.page()
}

type rsaKey struct{ *rsa.PrivateKey }

func (k rsaKey) Sign(text []byte) (string, error) { return protocol.Sign(k.PrivateKey, text) }
func (rsaKey) SN() string                         { return "" }

// refusal is what the open API says where it does not do something.
type refusal struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code"`
	SubMsg  string `json:"sub_msg"`
}

func (r refusal) Error() string {
	if r.SubCode == "" {
		return r.Msg + " (" + r.Code + ")"
	}
	return r.SubMsg + " (" + r.SubCode + ")"
}

// call calls a method with parameters, and a file where there is one, of which sent
// hears how much is away. out gets the answer. Error: refusal.
func (a openApp) call(ctx context.Context, method string, p protocol.Params, file []byte, sent func(n, of int), out any) error {
	text, err := os.ReadFile(a.AppKey)
	if err != nil {
		return err
	}
	key, err := protocol.PrivateKey(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", a.AppKey, err)
	}
	for k, v := range map[string]string{
		"app_id": a.App, "method": method, "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": protocol.Time(time.Now()),
	} {
		p[k] = v
	}
	if err := protocol.SignRequest(p, rsaKey{key}); err != nil {
		return err
	}
	kind, body := "application/x-www-form-urlencoded;charset=utf-8", []byte(p.Encode())
	if file != nil {
		if kind, body, err = form(p, file); err != nil {
			return err
		}
	}
	b, err := a.send(ctx, kind, body, sent)
	if err != nil {
		return err
	}
	return a.read(b, strings.ReplaceAll(method, ".", "_")+"_response", out)
}

func form(p protocol.Params, file []byte) (kind string, body []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range p {
		if err := w.WriteField(k, v); err != nil {
			return "", nil, err
		}
	}
	part, err := w.CreateFormFile("package_content", "package.zip")
	if err != nil {
		return "", nil, err
	}
	if _, err := part.Write(file); err != nil {
		return "", nil, err
	}
	err = w.Close()
	return w.FormDataContentType(), b.Bytes(), err
}

// counted tells how much of a body has been read.
type counted struct {
	io.Reader
	n, of int
	sent  func(n, of int)
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	c.sent(c.n, c.of)
	return n, err
}

func (a openApp) send(ctx context.Context, kind string, body []byte, sent func(n, of int)) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	var from io.Reader = bytes.NewReader(body)
	if sent != nil {
		from = &counted{from, 0, len(body), sent}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Server+"/gateway.do", from)
	if err != nil {
		return nil, err
	}
	req.ContentLength = int64(len(body))
	req.Header.Set("Content-Type", kind)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", a.Server, res.Status)
	}
	return b, err
}

// read takes an answer, which the platform has signed where its key is at hand.
func (a openApp) read(b []byte, name string, out any) error {
	var nodes map[string]json.RawMessage
	if err := json.Unmarshal(b, &nodes); err != nil {
		return fmt.Errorf("%s does not answer as the open API: %w", a.Server, err)
	}
	node, ok := nodes[name]
	if !ok {
		node = nodes["error_response"]
	}
	var said refusal
	if err := json.Unmarshal(node, &said); err != nil {
		return fmt.Errorf("%s does not answer as the open API: %w", a.Server, err)
	}
	if said.Code != "10000" {
		return said
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(a.AppKey), "platform_public_key.pem"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err == nil {
		key, err := protocol.PublicKey(string(text))
		if err != nil {
			return err
		}
		var sign string
		if err := json.Unmarshal(nodes["sign"], &sign); err != nil {
			return fmt.Errorf("the answer has no signature: %w", err)
		}
		if err := protocol.Verify(key, node, sign); err != nil {
			return fmt.Errorf("the answer is not signed with platform_public_key.pem: %w", err)
		}
	}
	return json.Unmarshal(node, out)
}

// local tells that no other machine can open an address.
func local(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127."))
}
