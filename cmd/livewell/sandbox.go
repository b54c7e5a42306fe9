package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"livewell/internal/open/protocol"
	"livewell/internal/open/sandbox"
)

type sandboxCmd struct {
	New     sandboxNew     `cmd:"" help:"Make a tenant on a server that was started with --demo."`
	Barcode sandboxBarcode `cmd:"" help:"Print a fresh payment code of the buyer."`
	Pay     sandboxPay     `cmd:"" help:"Let the buyer pay, freeze or sign."`
	OAuth   sandboxOAuth   `cmd:"" name:"oauth" help:"Print a fresh auth_code of the buyer."`
	AppAuth sandboxAppAuth `cmd:"" name:"appauth" help:"Print a fresh app_auth_code of a partner merchant."`
}

type sandboxNew struct {
	Server string `required:"" help:"Address of the server, such as http://127.0.0.1:8080."`
	Out    string `required:"" type:"path" help:"Folder to write keys and env to."`
}

// home is what the other commands need of a tenant; it holds a secret.
type home struct {
	Server string `json:"server"`
	Token  string `json:"token"`
}

func (c sandboxNew) Run(ctx context.Context) error {
	server := strings.TrimSuffix(c.Server, "/")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	var t sandbox.Tenant
	h := home{Server: server}
	if err := h.post(ctx, sandbox.NewPath, sandbox.Ask{PublicKey: protocol.PublicPEM(&key.PublicKey)}, &t); err != nil {
		return err
	}
	h.Token = t.Token
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	secret, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return err
	}
	env := fmt.Sprintf("GATEWAY_URL=%s/gateway.do\nV3_BASE=%s\nAPP_ID=%s\nBUYER_ID=%s\nPAYEE_ID=%s\nSELLER_ID=%s\nPLATFORM_CERT_SN=%s\n",
		server, server, t.AppID, t.BuyerID, t.PayeeID, t.SellerID, t.PlatformSN)
	for name, text := range map[string]string{
		"app_private_key.pem": protocol.PrivatePEM(key), "platform_public_key.pem": t.PlatformKey, "app_cert.crt": t.AppCert,
		"root_cert.crt": t.RootCert, "platform_cert.crt": t.PlatformCert, "aes_key.txt": t.AESKey + "\n", "env": env,
		"sandbox.json": string(secret) + "\n",
	} {
		if err := os.WriteFile(filepath.Join(c.Out, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	fmt.Println(t.AppID)
	return nil
}

// tenant is the flag of every command that plays a person.
type tenant struct {
	Dir string `required:"" type:"existingdir" help:"Folder that sandbox new wrote."`
}

func (t tenant) home() (h home, err error) {
	b, err := os.ReadFile(filepath.Join(t.Dir, "sandbox.json"))
	if err == nil {
		err = json.Unmarshal(b, &h)
	}
	return h, err
}

// code asks for one code and prints it.
func (t tenant) code(ctx context.Context, path string, in sandbox.Ask) error {
	h, err := t.home()
	if err != nil {
		return err
	}
	var out sandbox.Code
	if err := h.post(ctx, path, in, &out); err != nil {
		return err
	}
	fmt.Println(out.Code)
	return nil
}

type sandboxBarcode struct{ tenant }

func (c sandboxBarcode) Run(ctx context.Context) error {
	return c.code(ctx, sandbox.BarcodePath, sandbox.Ask{})
}

type sandboxOAuth struct {
	tenant
	Scope string `arg:"" help:"auth_base, auth_user…; comma between."`
}

func (c sandboxOAuth) Run(ctx context.Context) error {
	return c.code(ctx, sandbox.OAuthPath, sandbox.Ask{Scope: c.Scope})
}

type sandboxAppAuth struct{ tenant }

func (c sandboxAppAuth) Run(ctx context.Context) error {
	return c.code(ctx, sandbox.AppAuthPath, sandbox.Ask{})
}

type sandboxPay struct {
	tenant
	OutTradeNo string `arg:"" help:"The app's own number of the order."`
	Reference  string `arg:"" help:"A QR's content, a cashier address, a trade_no or an order string."`
}

func (c sandboxPay) Run(ctx context.Context) error {
	h, err := c.home()
	if err != nil {
		return err
	}
	var out sandbox.Done
	if err := h.post(ctx, sandbox.PayPath, sandbox.Ask{OutTradeNo: c.OutTradeNo, Reference: c.Reference}, &out); err != nil {
		return err
	}
	fmt.Println(out.Status, out.Number)
	return nil
}

func (h home) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.Server+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if h.Token != "" {
		req.Header.Set("Authorization", "Bearer "+h.Token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		var p struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		}
		if json.Unmarshal(b, &p) != nil || p.Code == "" {
			return fmt.Errorf("%s answered %s: was it started with --demo?", h.Server, res.Status)
		}
		return fmt.Errorf("%s (%s)", p.Message, p.Code)
	}
	return json.Unmarshal(b, out)
}
