package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// OpenAPIPath is where the description of V3 is served.
const OpenAPIPath = "/v3/openapi.json"

// obj is a part of a JSON document; encoding/json sorts its members.
type obj = map[string]any

// OpenAPI describes every V3 address as an OpenAPI 3.1 document, made from the
// registry. What the answers hold beside it: each one is signed in its headers.
func (g *Gateway) OpenAPI(server string) []byte {
	paths := map[string]obj{}
	for _, m := range g.order {
		for _, r := range m.routes() {
			if paths[r.Path] == nil {
				paths[r.Path] = obj{}
			}
			paths[r.Path][strings.ToLower(r.Method)] = m.operation(r)
		}
	}
	b, err := json.MarshalIndent(obj{
		"openapi": "3.1.0",
		"info":    obj{"title": "livewell open API, V3", "version": "3"},
		"servers": []obj{{"url": server}},
		"paths":   paths,
		"components": obj{
			"securitySchemes": obj{"signature": obj{
				"type": "apiKey", "in": "header", "name": "Authorization",
				"description": "ALIPAY-SHA256withRSA app_id=…,nonce=…,timestamp=…,sign=… (RSASSA-PKCS1-v1_5 with SHA-256 over the text before sign, method, address with query, and body, a line each).",
			}},
			"schemas": obj{"Error": obj{
				"type": "object", "required": []string{"code", "message", "links"}, "additionalProperties": false,
				"properties": obj{
					"code": obj{"type": "string"}, "message": obj{"type": "string"},
					"links": obj{"type": "array", "items": obj{
						"type": "object", "required": []string{"link", "desc"},
						"properties": obj{"link": obj{"type": "string"}, "desc": obj{"type": "string"}},
					}},
				},
			}},
		},
		"security": []obj{{"signature": []string{}}},
	}, "", "  ")
	if err != nil {
		panic(err) // maps and strings can always be written
	}
	return b
}

func (m *method) operation(r Route) obj {
	op := obj{
		"operationId": operationID(m, r), "tags": []string{m.Group}, "summary": m.Title, "description": m.Text,
		"responses": m.responses(),
	}
	in := m.in
	var params []obj
	inPath := func(f field) bool { return strings.Contains(r.Path, "{"+f.name+"}") }
	for _, f := range in.fields {
		if inPath(f) {
			params = append(params, obj{"name": f.name, "in": "path", "required": true, "description": f.doc, "schema": f.schema(true)})
		} else if r.Method == http.MethodGet {
			params = append(params, obj{"name": f.name, "in": "query", "required": f.required, "description": f.doc, "schema": f.schema(true)})
		}
	}
	if m.Merchant {
		params = append(params, obj{"name": "alipay-app-auth-token", "in": "header", "required": false, "schema": obj{"type": "string"}})
	}
	if params != nil {
		op["parameters"] = params
	}
	if r.Method == http.MethodGet {
		return op
	}
	body := &shape{t: in.t, fields: slices.DeleteFunc(slices.Clone(in.fields), inPath)}
	content := obj{"application/json": obj{"schema": body.schema(true)}}
	if m.Kind == Upload {
		content = obj{"multipart/form-data": obj{"schema": obj{
			"type": "object", "properties": obj{"data": body.schema(true)}, "additionalProperties": obj{"type": "string", "format": "binary"},
		}}}
	}
	op["requestBody"] = obj{"content": content}
	return op
}

// operationID names the operation as the method is called; a second route of it also by its verb.
func operationID(m *method, r Route) string {
	if first := m.routes()[0]; first == r {
		return m.Name
	}
	return m.Name + "." + strings.ToLower(r.Method)
}

func (m *method) responses() obj {
	out := obj{"200": obj{
		"description": "Done.",
		"content":     obj{"application/json": obj{"schema": m.out3.schema(false)}},
	}}
	codes := map[int][]string{}
	for _, c := range append(m.errors(), CommonCodes()...) {
		codes[c.HTTP] = append(codes[c.HTTP], "`"+c.V3+"`")
	}
	for status, names := range codes {
		slices.Sort(names)
		out[fmt.Sprint(status)] = obj{
			"description": strings.Join(slices.Compact(names), ", "),
			"content":     obj{"application/json": obj{"schema": obj{"$ref": "#/components/schemas/Error"}}},
		}
	}
	return out
}

// schema describes an object. Requests may hold fields that are not known
// here, as clients send them; replies hold what is described and nothing else.
func (s *shape) schema(request bool) obj {
	if s == nil || s.t.Kind() == reflect.Interface {
		return obj{"type": "object"}
	}
	props, out := obj{}, obj{"type": "object"}
	var required []string
	either := map[string][]obj{}
	for _, f := range s.fields {
		v := f.schema(request)
		v["description"] = f.doc
		props[f.name] = v
		if request && f.required {
			required = append(required, f.name)
		}
		if request && f.either != "" {
			either[f.either] = append(either[f.either], obj{"required": []string{f.name}})
		}
	}
	out["properties"] = props
	if required != nil {
		out["required"] = required
	}
	var all []obj
	for _, f := range s.fields { // in the order of the fields, each word once
		if any := either[f.either]; any != nil {
			all = append(all, obj{"anyOf": any})
			delete(either, f.either)
		}
	}
	if all != nil {
		out["allOf"] = all
	}
	if !request {
		out["additionalProperties"] = false
	}
	return out
}

func (f field) schema(request bool) obj {
	v := obj{"type": f.kind}
	switch {
	case f.kind == "amount" && request:
		v = obj{"type": "string", "pattern": `^[0-9]+(\.[0-9]{1,2})?$`}
	case f.kind == "amount":
		v = obj{"type": "string", "pattern": `^-?[0-9]+\.[0-9]{2}$`}
	case f.sub != nil:
		v = f.sub.schema(request)
	case f.kind == "object":
		v = obj{} // whatever the two sides agreed on
	}
	if f.max > 0 {
		v["maxLength"] = f.max
	}
	if f.enum != nil {
		v["enum"] = f.enum
	}
	if f.example != "" && f.kind == "string" && !f.list {
		v["examples"] = []string{f.example}
	}
	if f.list {
		v = obj{"type": "array", "items": v}
	}
	return v
}
