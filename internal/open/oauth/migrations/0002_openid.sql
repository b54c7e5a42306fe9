-- What a code of OpenID Connect was asked with. Its kind, and its grant's, is openid.
ALTER TABLE oauth_code ADD COLUMN redirect  TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_code ADD COLUMN challenge TEXT NOT NULL DEFAULT '';  -- base64url of the verifier's SHA-256
ALTER TABLE oauth_code ADD COLUMN nonce     TEXT NOT NULL DEFAULT '';  -- goes into the ID token
