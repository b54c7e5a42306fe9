import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "./world.ts";

const home = "http://localhost:3000/callback"; // nobody listens there: the answer is the test's own

test("a stranger signs in to a shop with OpenID Connect, and the shop reads their name", async ({
  person,
  shop,
  world,
}) => {
  const ann = await person("Ann Example");
  const p = ann.page;
  await p.route(`${home}**`, (r) =>
    r.fulfill({ contentType: "text/html", body: "<title>shop</title>back at the shop" }),
  );
  const verifier = randomBytes(32).toString("base64url");
  const ask = new URLSearchParams({
    client_id: shop.app,
    redirect_uri: home,
    response_type: "code",
    scope: "openid profile",
    state: "true", // texts that are easily taken for something else
    nonce: "007",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  await ann.signUp(`/oauth2/authorize?${ask}`);
  await expect(p.getByText("Afterwards you go back to localhost:3000.")).toBeVisible();
  await p.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(p.getByText("back at the shop")).toBeVisible();
  const back = new URL(p.url()).searchParams;
  expect([back.get("state"), back.get("iss"), back.get("auth_code")]).toEqual(["true", world.url, null]);

  const answer = await fetch(`${world.url}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: back.get("code") ?? "",
      redirect_uri: home,
      code_verifier: verifier,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: shop.assertion(world.url),
    }),
  });
  const tokens = (await answer.json()) as { access_token: string; id_token: string };
  expect(answer.status, JSON.stringify(tokens)).toBe(200);
  const id = JSON.parse(Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString()) as object;
  expect(id).toMatchObject({ iss: world.url, aud: shop.app, nonce: "007" });
  const info = await fetch(`${world.url}/oauth2/userinfo`, {
    headers: { Authorization: `Bearer ${tokens.access_token}` },
  });
  expect(await info.json()).toEqual({ sub: (id as { sub: string }).sub, name: "Ann Example" });
});
