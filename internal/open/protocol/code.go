package protocol

import (
	"net/http"
	"slices"
	"strings"
)

// Code is one entry of the public catalogue of failures. It is an error.
type Code struct {
	Main string // "40004"
	Msg  string // "Business Failed"
	Sub  string // "ACQ.TRADE_NOT_EXIST"
	Text string // for the developer
	HTTP int    // of V3; v1 always answers 200
}

func (c *Code) Error() string { return c.Main + " " + c.Sub + ": " + c.Text }

// With is c with a text that says more.
func (c *Code) With(text string) *Code {
	d := *c
	d.Text = text
	return &d
}

// Is makes codes equal by their sub code, whatever their text.
func (c *Code) Is(target error) bool {
	t, ok := target.(*Code)
	return ok && t.Sub == c.Sub
}

// Head is the v1 form.
func (c *Code) Head() Head { return Head{c.Main, c.Msg, c.Sub, c.Text} }

// V3 is the code's V3 spelling: without the prefixes of the gateway's own codes.
func (c *Code) V3() string {
	for _, p := range []string{"isv.", "isp.", "aop."} {
		if s, ok := strings.CutPrefix(c.Sub, p); ok {
			return s
		}
	}
	return c.Sub
}

// OK is the head of every success.
var OK = Head{Code: "10000", Msg: "Success"}

// Paying is the head of an order that was taken while the payer still has to confirm.
var Paying = Head{Code: "10003", Msg: "order success pay inprocess"}

// The gateway's own refusals.
var (
	Unknown            = public("isp.unknow-error")
	MissingMethod      = public("isv.missing-method")
	MissingSignature   = public("isv.missing-signature")
	MissingSignType    = public("isv.missing-signature-type")
	MissingAppID       = public("isv.missing-app-id")
	MissingTimestamp   = public("isv.missing-timestamp")
	MissingVersion     = public("isv.missing-version")
	MissingEncryptType = public("isv.decryption-error-missing-encrypt-type")
	InvalidParameter   = public("isv.invalid-parameter")
	InvalidMethod      = public("isv.invalid-method")
	InvalidFormat      = public("isv.invalid-format")
	InvalidSignType    = public("isv.invalid-signature-type")
	InvalidSignature   = public("isv.invalid-signature")
	InvalidEncryptType = public("isv.invalid-encrypt-type")
	InvalidEncrypt     = public("isv.invalid-encrypt")
	InvalidAppID       = public("isv.invalid-app-id")
	InvalidTimestamp   = public("isv.invalid-timestamp")
	InvalidCharset     = public("isv.invalid-charset")
	UploadFail         = public("isv.upload-fail")
	IllegalJSON        = public("isv.illegal-json")
	Suspected          = public("isv.suspected-attack")
	Forbidden          = public("isv.forbidden-api")
	NoAppAuth          = public("isv.not-support-app-auth")
	CodeInvalid        = public("isv.code-invalid")
	CertExpired        = public("isv.app-cert-expired")
	NotOnline          = public("isv.not-online-app")
	NoSignConfig       = public("isv.missing-signature-config")
	InvalidAuthRel     = public("isv.invalid-auth-relations")
	DecryptUnknown     = public("isv.decryption-error-unknown")
	AppLimited         = public("isv.app-call-limited")
	MethodLimited      = public("isv.method-call-limited")
	NoISVPermission    = public("isv.insufficient-isv-permissions")
	NoUserPermission   = public("isv.insufficient-user-permissions")
	SelfInvoke         = public("isv.self-invoke-forbidden")
	BadAuthToken       = public("aop.invalid-auth-token")
	OldAuthToken       = public("aop.auth-token-time-out")
	BadAppAuthToken    = public("aop.invalid-app-auth-token")
	AppAuthTokenNoAPI  = public("aop.invalid-app-auth-token-no-api")
	OldAppAuthToken    = public("aop.app-auth-token-time-out")
)

var mains = map[string]string{
	"20000": "Service Currently Unavailable",
	"20001": "Insufficient Token Permissions",
	"40001": "Missing Required Arguments",
	"40002": "Invalid Arguments",
	"40003": "Insufficient Conditions",
	"40004": "Business Failed",
	"40005": "Call Limited",
	"40006": "Insufficient Permissions",
}

// catalogue is every code that an answer may carry: main, HTTP status of V3, text.
var catalogue = map[string]struct {
	main string
	http int
	text string
}{
	"isp.unknow-error": {"20000", http.StatusInternalServerError, "The service is unavailable for a moment. Ask again with the same business number."},
	"aop.unknow-error": {"20000", http.StatusInternalServerError, "The service is unavailable for a moment. Ask again with the same business number."},

	"aop.invalid-auth-token":            {"20001", http.StatusUnauthorized, "The access token (auth_token) is not known or was revoked."},
	"aop.auth-token-time-out":           {"20001", http.StatusUnauthorized, "The access token (auth_token) has expired. Refresh it."},
	"aop.invalid-app-auth-token":        {"20001", http.StatusUnauthorized, "The app_auth_token is not known or was revoked."},
	"aop.invalid-app-auth-token-no-api": {"20001", http.StatusForbidden, "The merchant's authorisation does not cover this method."},
	"aop.app-auth-token-time-out":       {"20001", http.StatusUnauthorized, "The app_auth_token has expired. Refresh it."},
	"aop.no-product-reg-by-partner":     {"20001", http.StatusForbidden, "The merchant has not signed the product of this method."},

	"isv.missing-method":                        {"40001", http.StatusBadRequest, "The parameter method is missing."},
	"isv.missing-signature":                     {"40001", http.StatusUnauthorized, "The parameter sign is missing."},
	"isv.missing-signature-type":                {"40001", http.StatusUnauthorized, "The parameter sign_type is missing."},
	"isv.missing-signature-key":                 {"40001", http.StatusUnauthorized, "The app has no public key."},
	"isv.missing-app-id":                        {"40001", http.StatusUnauthorized, "The parameter app_id is missing."},
	"isv.missing-timestamp":                     {"40001", http.StatusUnauthorized, "The parameter timestamp is missing."},
	"isv.missing-version":                       {"40001", http.StatusBadRequest, "The parameter version is missing."},
	"isv.decryption-error-missing-encrypt-type": {"40001", http.StatusBadRequest, "The content is encrypted but encrypt_type is missing."},

	"isv.invalid-parameter":      {"40002", http.StatusBadRequest, "A parameter is missing or has a bad value."},
	"isv.invalid-method":         {"40002", http.StatusNotFound, "There is no such method."},
	"isv.invalid-format":         {"40002", http.StatusBadRequest, "The parameter format must be JSON."},
	"isv.invalid-signature-type": {"40002", http.StatusUnauthorized, "The parameter sign_type must be RSA2."},
	"isv.invalid-signature":      {"40002", http.StatusUnauthorized, "The signature does not match. Check the signed text and the app's key pair."},
	"isv.invalid-encrypt-type":   {"40002", http.StatusBadRequest, "The parameter encrypt_type must be AES."},
	"isv.invalid-encrypt":        {"40002", http.StatusBadRequest, "The content cannot be decrypted."},
	"isv.invalid-app-id":         {"40002", http.StatusUnauthorized, "There is no such app."},
	"isv.invalid-timestamp":      {"40002", http.StatusUnauthorized, "The timestamp has a bad format or is more than 25 hours away."},
	"isv.invalid-charset":        {"40002", http.StatusBadRequest, "The parameter charset must be utf-8."},
	"isv.invalid-digest":         {"40002", http.StatusBadRequest, "The digest of the content does not match."},
	"isv.upload-fail":            {"40002", http.StatusBadRequest, "The file could not be read."},
	"isv.invalid-file-extension": {"40002", http.StatusBadRequest, "Files of this kind are not taken."},
	"isv.invalid-file-size":      {"40002", http.StatusBadRequest, "The file is too large."},
	"isv.illegal-json":           {"40002", http.StatusBadRequest, "The content is not valid JSON, or gives a name twice."},
	"isv.suspected-attack":       {"40002", http.StatusBadRequest, "The request was refused because it looks like an attack."},
	"isv.forbidden-api":          {"40002", http.StatusForbidden, "The app may not call this method."},
	"isv.not-support-app-auth":   {"40002", http.StatusBadRequest, "This method takes no app_auth_token."},
	"isv.code-invalid":           {"40002", http.StatusBadRequest, "The authorisation code is not known, was used or has expired."},
	"isv.refresh-token-invalid":  {"40002", http.StatusBadRequest, "The refresh token is not known or was used."},
	"isv.refresh-token-time-out": {"40002", http.StatusBadRequest, "The refresh token has expired. Ask the user again."},
	"isv.app-cert-expired":       {"40002", http.StatusUnauthorized, "The app's certificate has expired or is not known."},
	"isv.not-online-app":         {"40002", http.StatusForbidden, "The app is not online."},

	"isv.missing-signature-config": {"40003", http.StatusUnauthorized, "The app has no key for this way of signing."},
	"isv.invalid-auth-relations":   {"40003", http.StatusForbidden, "There is no such authorisation."},
	"isv.decryption-error-unknown": {"40003", http.StatusBadRequest, "The content cannot be decrypted."},

	"isv.app-call-limited":    {"40005", http.StatusTooManyRequests, "The app calls too often. Slow down."},
	"isv.method-call-limited": {"40005", http.StatusTooManyRequests, "The app calls this method too often. Slow down."},

	"isv.insufficient-isv-permissions":  {"40006", http.StatusForbidden, "The app has not been granted the product of this method."},
	"isv.insufficient-user-permissions": {"40006", http.StatusForbidden, "The user has not granted the scope of this method."},
	"isv.self-invoke-forbidden":         {"40006", http.StatusForbidden, "An app for other merchants may not call this for itself."},

	"ACQ.SYSTEM_ERROR":                         {"40004", http.StatusInternalServerError, "The system failed. Ask again with the same numbers."},
	"ACQ.INVALID_PARAMETER":                    {"40004", http.StatusBadRequest, "A parameter has a bad value."},
	"ACQ.ACCESS_FORBIDDEN":                     {"40004", http.StatusForbidden, "The product for this payment is not signed."},
	"ACQ.PARTNER_ERROR":                        {"40004", http.StatusBadRequest, "The merchant is not usable."},
	"ACQ.TRADE_NOT_EXIST":                      {"40004", http.StatusBadRequest, "There is no such trade."},
	"ACQ.TRADE_HAS_SUCCESS":                    {"40004", http.StatusBadRequest, "The trade is already paid."},
	"ACQ.TRADE_HAS_CLOSE":                      {"40004", http.StatusBadRequest, "The trade is closed."},
	"ACQ.TRADE_HAS_FINISHED":                   {"40004", http.StatusBadRequest, "The trade is finished and can no longer change."},
	"ACQ.CONTEXT_INCONSISTENT":                 {"40004", http.StatusBadRequest, "This number was used before with other terms."},
	"ACQ.TOTAL_FEE_EXCEED":                     {"40004", http.StatusBadRequest, "The amount is out of range."},
	"ACQ.BUYER_SELLER_EQUAL":                   {"40004", http.StatusBadRequest, "Buyer and seller are the same."},
	"ACQ.EXIST_FORBIDDEN_WORD":                 {"40004", http.StatusBadRequest, "The texts contain a word that is not allowed."},
	"ACQ.APPLY_PC_MERCHANT_CODE_ERROR":         {"40004", http.StatusBadRequest, "The code could not be made."},
	"ACQ.PAYMENT_AUTH_CODE_INVALID":            {"40004", http.StatusBadRequest, "The payment code is not known, was used or has expired. Ask the buyer for a new one."},
	"ACQ.BUYER_BALANCE_NOT_ENOUGH":             {"40004", http.StatusBadRequest, "The buyer has not enough money."},
	"ACQ.SELLER_BALANCE_NOT_ENOUGH":            {"40004", http.StatusBadRequest, "The seller has not enough money."},
	"ACQ.TRADE_STATUS_ERROR":                   {"40004", http.StatusBadRequest, "The trade is in a state that does not allow this."},
	"ACQ.REASON_TRADE_STATUS_INVALID":          {"40004", http.StatusBadRequest, "The trade is in a state that does not allow this."},
	"ACQ.REASON_ILLEGAL_STATUS":                {"40004", http.StatusBadRequest, "The trade is in a state that does not allow this."},
	"ACQ.REFUND_AMT_NOT_EQUAL_TOTAL":           {"40004", http.StatusBadRequest, "More would be refunded than was paid."},
	"ACQ.REASON_TRADE_REFUND_FEE_ERR":          {"40004", http.StatusBadRequest, "The refund amount is out of range."},
	"ACQ.DISCORDANT_REPEAT_REQUEST":            {"40004", http.StatusBadRequest, "This request number was used before with another amount."},
	"ACQ.TRADE_NOT_ALLOW_REFUND":               {"40004", http.StatusBadRequest, "The trade can no longer be refunded."},
	"ACQ.NOT_ALLOW_PARTIAL_REFUND":             {"40004", http.StatusBadRequest, "The trade can only be refunded as a whole."},
	"ACQ.REASON_TRADE_BEEN_FREEZEN":            {"40004", http.StatusBadRequest, "The trade is frozen."},
	"ACQ.REFUNDALLOC_UNAUTH_LIMIT":             {"40004", http.StatusForbidden, "The receiver has not agreed to share refunds."},
	"ACQ.TRADE_CANCEL_TIME_OUT":                {"40004", http.StatusBadRequest, "The trade is too old to be cancelled. Refund it."},
	"ACQ.CANCEL_NOT_ALLOWED":                   {"40004", http.StatusBadRequest, "The trade cannot be cancelled."},
	"ACQ.AGREEMENT_NOT_EXIST":                  {"40004", http.StatusBadRequest, "There is no such agreement."},
	"ACQ.AGREEMENT_INVALID":                    {"40004", http.StatusBadRequest, "The agreement has ended."},
	"ACQ.AGREEMENT_STATUS_NOT_NORMAL":          {"40004", http.StatusBadRequest, "The agreement is not in force."},
	"ACQ.AGREEMENT_ERROR":                      {"40004", http.StatusBadRequest, "The agreement does not allow this payment."},
	"ACQ.BUYER_ENABLE_STATUS_FORBID":           {"40004", http.StatusBadRequest, "The buyer cannot pay."},
	"ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR": {"40004", http.StatusBadRequest, "The buyer's limit for the day is reached."},
	"ACQ.SELLER_BEEN_BLOCKED":                  {"40004", http.StatusForbidden, "The seller is blocked."},
	"ACQ.PAYMENT_FAIL":                         {"40004", http.StatusBadRequest, "The payment failed."},
	"ACQ.PAYMENT_REQUEST_HAS_RISK":             {"40004", http.StatusBadRequest, "The payment was stopped by a risk rule."},
	"ACQ.PULL_MOBILE_CASHIER_FAIL":             {"40004", http.StatusBadRequest, "The cashier could not be opened."},
	"ACQ.ALLOC_AMOUNT_VALIDATE_ERROR":          {"40004", http.StatusBadRequest, "More would be shared than is left of the trade."},
	"ACQ.ROYALTY_RECEIVER_INVALID":             {"40004", http.StatusBadRequest, "The receiver is not bound to this merchant."},

	"BILL_NOT_EXIST":       {"40004", http.StatusBadRequest, "There is no bill for that day yet."},
	"NO_BILL_DATA":         {"40004", http.StatusBadRequest, "Nothing happened in that period."},
	"INVAILID_ARGUMENTS":   {"40004", http.StatusBadRequest, "The period is not valid."},
	"ORDER_NOT_EXIST":      {"40004", http.StatusBadRequest, "There is no such order."},
	"AUTH_CODE_NOT_VALID":  {"40004", http.StatusBadRequest, "The authorisation code is not known, was used or has expired."},
	"AUTH_TOKEN_NOT_FOUND": {"40004", http.StatusBadRequest, "There is no such token."},
	"GRANT_TYPE_INVALID":   {"40004", http.StatusBadRequest, "The parameter grant_type has a bad value."},
}

// public is the catalogue's entry for a sub code that is known to be in it.
func public(sub string) *Code {
	c, ok := Lookup(sub)
	if !ok {
		panic("protocol: no code " + sub)
	}
	return c
}

// Lookup gives the catalogue's entry for a sub code.
func Lookup(sub string) (*Code, bool) {
	e, ok := catalogue[sub]
	if !ok {
		return nil, false
	}
	return &Code{e.main, mains[e.main], sub, e.text, e.http}, true
}

// Business makes a code of a product that is not in the catalogue: those have
// no prefix and are refusals of the business.
func Business(sub, text string) *Code {
	if c, ok := Lookup(sub); ok {
		return c
	}
	return &Code{"40004", mains["40004"], sub, text, http.StatusBadRequest}
}

// Catalogue lists every code by sub code, for documentation.
func Catalogue() []*Code {
	var out []*Code
	for sub := range catalogue {
		out = append(out, public(sub))
	}
	slices.SortFunc(out, func(a, b *Code) int {
		if c := strings.Compare(a.Main, b.Main); c != 0 {
			return c
		}
		return strings.Compare(a.Sub, b.Sub)
	})
	return out
}
