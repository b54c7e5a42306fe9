import { expect, test } from "./world.ts";

test("a passkey signs in and confirms a payment to one payee only", async ({ person, shop }) => {
  const ann = await (await person("Ann Example")).signUp();
  await shop.give(ann.phone, "20.00");
  const p = ann.page;
  const dev = await p.context().newCDPSession(p);
  await dev.send("WebAuthn.enable");
  await dev.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await ann.go("/me/security");
  await p.getByRole("button", { name: "Add a passkey" }).click();
  await ann.enterPin();
  await expect(p.getByRole("button", { name: /^Remove / })).toBeVisible();

  await ann.go(new URL(await shop.dynamicQr("5.00", "Noodles")).pathname);
  await p.getByRole("button", { name: "Pay ¥5.00" }).click();
  await p.getByRole("button", { name: "Use a passkey instead" }).click();
  await expect(p.getByRole("status").getByText("Paid")).toBeVisible();

  await ann.go("/me");
  await p.getByRole("button", { name: "Sign out" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await p.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(p.getByTestId("balance")).toHaveText("¥15.00");
});
