package oidc

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/open/oauth"
)

// authorize checks what an app asks and sends the browser on to our page, which
// asks the person. Until the app and its address are known to belong together,
// what is wrong is shown here, and nobody is sent anywhere.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	oauth.Guard(w.Header())
	ctx, cancel := context.WithTimeout(r.Context(), deadline)
	defer cancel()
	r = r.WithContext(ctx)
	in, err := question(w, r)
	if err != nil {
		oauth.Refuse(w, oauth.ErrLink)
		return
	}
	ask := askOf(in)
	_, err = p.OAuth.Check(ctx, p.DB, "", ask)
	if errors.Is(err, oauth.ErrApp) || errors.Is(err, oauth.ErrRedirect) {
		oauth.Refuse(w, err)
		return
	}
	to := ask.Link()
	if err == nil {
		err = proper(in)
	}
	if err == nil && in["prompt"] == "none" {
		to, err = p.silent(r, in, ask)
	}
	if err != nil {
		to = p.refused(r, ask, err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther) //nolint:gosec // our page, or an address that the app registered
}

// question reads the parameters from the query or, of a POST, from the body.
func question(w http.ResponseWriter, r *http.Request) (params, error) {
	if r.Method != http.MethodPost {
		return parse(r.URL.RawQuery)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	return form(r)
}

func askOf(in params) oauth.Ask {
	return oauth.Ask{
		AppID: in["client_id"], Redirect: in["redirect_uri"], State: in["state"], Scopes: items(in["scope"]),
		Nonce: in["nonce"], Challenge: in["code_challenge"],
	}
}

// items gives the items of consent behind scopes. Scopes that are not known are
// left out: OpenID Connect Core 1.0, 3.1.2.1.
func items(scope string) (out []string) {
	asked := strings.Fields(scope)
	for _, s := range scopes {
		if slices.Contains(asked, s.name) {
			out = append(out, s.item)
		}
	}
	return out
}

// proper refuses what this provider does not do.
func proper(in params) error {
	if err := in.need("response_type", "scope", "code_challenge", "code_challenge_method"); err != nil {
		return err
	}
	prompts := strings.Fields(in["prompt"])
	switch {
	case in["request"] != "":
		return refuse("request_not_supported", "Send the parameters themselves.")
	case in["request_uri"] != "":
		return refuse("request_uri_not_supported", "Send the parameters themselves.")
	case in["registration"] != "":
		return refuse("registration_not_supported", "Register the app in the console.")
	case in["response_type"] != "code":
		return refuse("unsupported_response_type", "The response_type must be code.")
	case in["response_mode"] != "" && in["response_mode"] != "query":
		return refuse("invalid_request", "The response_mode must be query.")
	case !slices.Contains(strings.Fields(in["scope"]), "openid"):
		return refuse("invalid_scope", "The scope must contain openid.")
	case in["code_challenge_method"] != "S256":
		return refuse("invalid_request", "The code_challenge_method must be S256.")
	case slices.Contains(prompts, "none") && len(prompts) > 1:
		return refuse("invalid_request", "The prompt none stands alone.")
	case slices.Contains(prompts, "select_account"):
		return refuse("account_selection_required", "A browser has one account here.")
	case slices.Contains(prompts, "login"), in["max_age"] != "":
		return refuse("login_required", "Nobody can be made to sign in again.")
	}
	return nil
}

// silent gives the address with a code for somebody who is signed in here and
// came to the app before, without showing a page. That they came before matters:
// otherwise any app could learn who visits it. A hint is not compared with the
// session, so who brings one is told to ask.
func (p *Provider) silent(r *http.Request, in params, ask oauth.Ask) (string, error) {
	who, err := p.Browser(r)
	if err != nil {
		return "", err
	}
	if who.User == "" || in["id_token_hint"] != "" {
		return "", refuse("login_required", "The person has to sign in first.")
	}
	return db.Get(r.Context(), p.DB, func(tx *db.Tx) (string, error) {
		before, err := p.OAuth.SignedIn(r.Context(), tx, who.User, ask.AppID)
		if err != nil {
			return "", err
		}
		to := ""
		if before {
			to, err = p.OAuth.Approve(r.Context(), tx, who.User, ask, nil)
		}
		if !before || errors.Is(err, oauth.ErrMissing) {
			return "", refuse("consent_required", "The person has to agree first.")
		}
		return to, err
	})
}

// refused gives the app's address with what is wrong.
func (p *Provider) refused(r *http.Request, ask oauth.Ask, err error) string {
	if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
		err = refuse("invalid_request", f.Text)
	}
	f := p.refusalOf(r, err)
	return p.OAuth.Answer(ask, "error", f.code, "error_description", f.text)
}
