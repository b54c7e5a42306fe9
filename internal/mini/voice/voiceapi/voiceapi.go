// Package voiceapi is what speakers ask. It holds wire types and mapping; the one
// rule here is that a PIN is checked, and counted, before the turn that it is for.
package voiceapi

import (
	"bytes"
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"livewell/internal/core/identity"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/money"
	"livewell/internal/kit/scope"
	"livewell/internal/kit/web"
	"livewell/internal/mini/speech"
	"livewell/internal/mini/voice"
)

var (
	errHost  = fault.New(fault.NotFound, "voiceapi.host", "This is for hosts that talk.")
	errOften = fault.New(fault.TooMany, "voiceapi.too_often", "This is too fast for a conversation.")
	errAudio = fault.New(fault.NotFound, "voiceapi.audio", "There is no such sound any more.")
)

// BucketTurn is the limit of turns.
const BucketTurn = "voice.turn"

// Limits hold people to rates.
type Limits interface {
	Take(bucket, key string) (wait time.Duration, ok bool)
}

type Surface struct {
	DB       *db.DB
	Voice    *voice.Service
	Identity *identity.Service
	Speaker  *speech.Speaker
	Limits   Limits
	MAC      func(value string) string // of addresses of sounds
}

// VoiceAnswer is what is said in a turn.
type VoiceAnswer struct {
	Talk    string        `json:"talk" doc:"Names the conversation."`
	Turn    int64         `json:"turn" doc:"What the next sentence answers."`
	State   string        `json:"state" enum:"listening,choosing,confirming,pin,ordered,ended"`
	Lang    string        `json:"lang" enum:"zh,en"`
	Say     string        `json:"say" doc:"To be spoken to the person."`
	Choices []string      `json:"choices" nullable:"false" doc:"To pick from, by number."`
	Total   *money.Amount `json:"total,omitempty" doc:"Of what was read back."`
	Order   string        `json:"order,omitempty" doc:"That was made."`
	Why     string        `json:"why,omitempty" doc:"Code of the fault that is spoken of: voice.closed, identity.pin_wrong and so on."`
	Audio   string        `json:"audio,omitempty" doc:"Where the server speaks it, a path of the platform that lives as long as the conversation; absent where it does not speak."`
	Ends    time.Time     `json:"ends" doc:"Of the conversation, unless there is another turn."`
}

type beginIn struct {
	web.Keyed
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"200"`
		Lang string `json:"lang,omitempty" enum:"zh,en" doc:"Of the answers; by default that of the text."`
	}
}

// TalkPath names the conversation in the path.
type TalkPath struct {
	Talk string `path:"talk" maxLength:"40"`
}

type sayIn struct {
	web.Keyed
	TalkPath
	Body struct {
		Turn int64  `json:"turn" minimum:"1" doc:"That is answered."`
		Text string `json:"text" minLength:"1" maxLength:"200"`
	}
}

type pinIn struct {
	web.Keyed
	TalkPath
	Body struct {
		Turn int64      `json:"turn" minimum:"1" doc:"That is answered."`
		PIN  web.Secret `json:"pin" pattern:"^[0-9]{6}$" doc:"Typed on a keypad. It is neither kept nor logged."`
	}
}

// Consumer adds the operations. They are for people in hosts.
func (h Surface) Consumer(a *web.API) {
	me := web.For(scope.Consumer)
	web.Op(a, "POST", "/api/voice", "beginVoice", me, func(ctx context.Context, in *beginIn) (VoiceAnswer, error) {
		return turn(ctx, h, in, in.Body.Text, func(ctx context.Context, tx *db.Tx, who voice.Who) (voice.Answer, error) {
			return h.Voice.Begin(ctx, tx, who, in.Body.Lang, in.Body.Text)
		})
	})
	web.Op(a, "POST", "/api/voice/{talk}/say", "sayVoice", me, func(ctx context.Context, in *sayIn) (VoiceAnswer, error) {
		return turn(ctx, h, in, in.Body.Text, func(ctx context.Context, tx *db.Tx, who voice.Who) (voice.Answer, error) {
			return h.Voice.Say(ctx, tx, who, in.Talk, in.Body.Turn, in.Body.Text)
		})
	})
	web.Op(a, "POST", "/api/voice/{talk}/pin", "giveVoicePIN", me, h.pin)
}

// turn runs fn at most once for its key, as the person in the host that calls. Text
// is looked at first: what may be a PIN goes no further.
func turn[In any](ctx context.Context, h Surface, in *In, text string, fn func(context.Context, *db.Tx, voice.Who) (voice.Answer, error)) (VoiceAnswer, error) {
	who, err := h.who(ctx)
	if err == nil && text != "" {
		err = voice.Check(text)
	}
	if err != nil {
		return VoiceAnswer{}, err
	}
	return web.Once(h.DB, func(ctx context.Context, tx *db.Tx, _ *In) (VoiceAnswer, error) {
		a, err := fn(ctx, tx, who)
		return h.answer(a), err
	})(ctx, in)
}

func (h Surface) who(ctx context.Context) (voice.Who, error) {
	sc := scope.From(ctx)
	if sc.Host == "" {
		return voice.Who{}, errHost
	}
	if d, ok := h.Limits.Take(BucketTurn, sc.User+" "+sc.Host); !ok {
		return voice.Who{}, errOften.With(map[string]any{"retryAfter": int((d + time.Second - 1) / time.Second)})
	}
	return voice.Who{User: sc.User, Host: sc.Host}, nil
}

func (h Surface) pin(ctx context.Context, in *pinIn) (VoiceAnswer, error) {
	who, err := h.who(ctx)
	if err != nil {
		return VoiceAnswer{}, err
	}
	awaits, err := h.Voice.AwaitsPIN(ctx, h.DB, h.DB.Now(), who, in.Talk, in.Body.Turn)
	if err != nil {
		return VoiceAnswer{}, err
	}
	var proof identity.Proof
	var failed error
	if awaits {
		proof, failed = h.Identity.VerifyPIN(ctx, who.User, string(in.Body.PIN))
	}
	return web.Once(h.DB, func(ctx context.Context, tx *db.Tx, in *pinIn) (VoiceAnswer, error) {
		a, err := h.Voice.PIN(ctx, tx, who, in.Talk, in.Body.Turn, proof, failed)
		return h.answer(a), err
	})(ctx, in)
}

func (h Surface) answer(a voice.Answer) VoiceAnswer {
	out := VoiceAnswer{
		Talk: a.Talk, Turn: a.Turn, State: string(a.State), Lang: a.Lang, Say: a.Say, Choices: append([]string{}, a.Choices...), Order: a.Order, Why: a.Why, Ends: a.Ends,
	}
	if !a.Total.IsZero() {
		out.Total = &a.Total
	}
	if h.Speaker.Ready() {
		out.Audio = h.address(a)
	}
	return out
}

// Sounds is where Audio answers.
const Sounds = "GET /embed/api/voice/{talk}/audio/{turn}"

// address is where a turn is spoken. Players send no token, so that the address is
// the right to hear it, until the conversation ends.
func (h Surface) address(a voice.Answer) string {
	ends := strconv.FormatInt(a.Ends.Unix(), 10)
	turn := strconv.FormatInt(a.Turn, 10)
	return fmt.Sprintf("/embed/api/voice/%s/audio/%s?ends=%s&mac=%s", a.Talk, turn, ends, h.MAC(a.Talk+" "+turn+" "+ends))
}

// Audio speaks what was said in a turn.
func (h Surface) Audio() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wav, err := h.audio(r)
		if err != nil {
			web.WriteProblem(w, r, err)
			return
		}
		head := w.Header()
		head.Set("Content-Type", "audio/wav")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "private, no-store")
		head.Set("Cross-Origin-Resource-Policy", "cross-origin")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(wav)) // players ask for ranges
	})
}

func (h Surface) audio(r *http.Request) ([]byte, error) {
	talk, turn, ends := r.PathValue("talk"), r.PathValue("turn"), r.FormValue("ends")
	until, err := strconv.ParseInt(ends, 10, 64)
	n, err2 := strconv.ParseInt(turn, 10, 64)
	if err != nil || err2 != nil || subtle.ConstantTimeCompare([]byte(h.MAC(talk+" "+turn+" "+ends)), []byte(r.FormValue("mac"))) != 1 || h.DB.Now().Unix() >= until {
		return nil, errAudio
	}
	lang, text, err := h.Voice.Said(r.Context(), h.DB, talk, n)
	if err != nil {
		return nil, err
	}
	return h.Speaker.WAV(r.Context(), lang, text)
}
