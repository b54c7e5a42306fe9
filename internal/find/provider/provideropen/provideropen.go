// Package provideropen is the methods by which other platforms tell what they
// offer. It holds wire types and mapping.
package provideropen

import (
	"context"
	"fmt"

	"livewell/internal/find/provider"
	"livewell/internal/kit/calendar"
	"livewell/internal/kit/db"
	"livewell/internal/kit/fault"
	"livewell/internal/kit/geo"
	"livewell/internal/open/client"
	"livewell/internal/open/gateway"
	"livewell/internal/open/protocol"
)

// most offers in a call.
const most = 100

var errCount = fault.New(fault.Invalid, "provideropen.count", "Tell 1 to 100 offers at once.")

type offer struct {
	OutID     protocol.Text  `json:"out_offer_id" required:"true" max:"64" example:"kitchen-17" doc:"The provider's own number. Told again, the offer takes the place of the one before."`
	Gone      bool           `json:"gone" doc:"It is taken away. All else is left out then."`
	Mode      protocol.Text  `json:"mode" enum:"takeaway,pickup,dinein" example:"takeaway" doc:"How people get it."`
	Category  protocol.Text  `json:"category" max:"20" example:"noodles" doc:"The kind, as stores here have it."`
	Name      protocol.Text  `json:"name" max:"60" example:"西门小馆" doc:"What people read."`
	NameEN    protocol.Text  `json:"name_en" max:"60" example:"West Gate Kitchen" doc:"For those who read English."`
	Latitude  float64        `json:"latitude" example:"39.93" doc:"WGS-84. The city follows from the place."`
	Longitude float64        `json:"longitude" example:"116.45" doc:"WGS-84."`
	Opens     protocol.Text  `json:"opens" max:"5" example:"10:00" doc:"Each day, on the clock of UTC+8."`
	Closes    protocol.Text  `json:"closes" max:"5" example:"22:30" doc:"Up to 06:00 it is that of the next day."`
	Reach     protocol.Int   `json:"reach" example:"4000" doc:"Metres that it delivers, to 20,000; for takeaway."`
	Fee       protocol.Money `json:"delivery_fee" example:"3.00" doc:"Yuan."`
	Minimum   protocol.Money `json:"minimum" example:"20.00" doc:"Least order, yuan."`
	Minutes   protocol.Int   `json:"minutes" example:"15" doc:"Until it leaves. The way is reckoned by the platform."`
	URL       protocol.Text  `json:"url" max:"500" example:"https://food.example/kitchens/17" doc:"Where it is ordered, at the provider's own address."`
}

type tellIn struct {
	Offers protocol.Object[[]offer] `json:"offers" required:"true" doc:"1 to 100 of them."`
}

type refusal struct {
	OutID string `json:"out_offer_id" doc:"The provider's own number."`
	Code  string `json:"code" doc:"What is wrong."`
	Field string `json:"field,omitempty" doc:"With which field."`
}

type tellOut struct {
	Kept    int       `json:"kept" doc:"Offers that are kept or taken away."`
	Refused []refusal `json:"refused" doc:"Offers that are not, and why."`
}

// Register adds the methods to g.
func Register(g *gateway.Gateway, providers *provider.Service) {
	gateway.Add(g, gateway.Spec{
		Name: "livewell.listing.offer.sync", Group: "Listings", Title: "Tell what a provider offers",
		Text:    "Keeps up to 100 offers of the provider that the app's merchant is, each in place of what was told of it before. One that is not right keeps no other out. An offer counts for seven days after it was told.",
		Product: client.Listing, Merchant: true, Bad: "ACQ.INVALID_PARAMETER",
		Subs: []gateway.Sub{
			{Fault: provider.ErrNotFound, Code: "PROVIDER_NOT_EXIST"},
			{Fault: provider.ErrSuspended, Code: "PROVIDER_SUSPENDED"},
			{Fault: provider.ErrMany, Code: "OFFER_EXCEED_LIMIT"},
			{Fault: errCount, Code: "ACQ.INVALID_PARAMETER"},
		},
	}, func(ctx context.Context, tx *db.Tx, c *gateway.Call, in *tellIn) (tellOut, error) {
		return tell(ctx, tx, providers, c.Merchant, in.Offers.V)
	})
}

func tell(ctx context.Context, tx *db.Tx, s *provider.Service, merchant string, told []offer) (tellOut, error) {
	out := tellOut{Refused: []refusal{}}
	if len(told) == 0 || len(told) > most {
		return out, errCount
	}
	p, err := s.Of(ctx, tx, merchant)
	if err != nil {
		return out, err
	}
	var offers []provider.Offer
	for _, o := range told {
		if o.Gone {
			if err := s.Drop(ctx, tx, p, string(o.OutID)); err != nil {
				return out, err
			}
			continue
		}
		offers = append(offers, o.offer())
	}
	bad, err := s.Tell(ctx, tx, p, offers)
	for _, b := range bad {
		f, _ := fault.Of(b.Err)
		field, _ := f.Args["field"].(string)
		out.Refused = append(out.Refused, refusal{b.OutID, f.Code, field})
	}
	out.Kept = len(told) - len(bad)
	return out, err
}

// offer reads what was told; hours that are none are no span, which is refused.
func (o offer) offer() provider.Offer {
	return provider.Offer{
		OutID: string(o.OutID), Mode: string(o.Mode), Category: string(o.Category), Name: string(o.Name), NameEN: string(o.NameEN),
		At: geo.Point{Lat: o.Latitude, Lng: o.Longitude}, Hours: calendar.Daily(span(string(o.Opens), string(o.Closes))), Reach: o.Reach.Int64(),
		Fee: o.Fee.Amount(), Minimum: o.Minimum.Amount(), Making: o.Minutes.Int64(), URL: string(o.URL),
	}
}

// span is a time of each day. One that closes by six is of the night before.
func span(opens, closes string) calendar.Span {
	from, to := minutes(opens), minutes(closes)
	if to >= 0 && to <= from && to <= 6*60 {
		to += 24 * 60
	}
	return calendar.Span{From: from, To: to}
}

// minutes reads "09:30"; what is no time is -1.
func minutes(clock string) int {
	var h, m int
	if n, err := fmt.Sscanf(clock, "%2d:%2d", &h, &m); err != nil || n != 2 || h < 0 || h > 24 || m < 0 || m > 59 || len(clock) != 5 {
		return -1
	}
	return h*60 + m
}
