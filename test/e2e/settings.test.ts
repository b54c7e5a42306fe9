import { expect, test } from "./world.ts";

test("language, theme and text size change at once and stay", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await ann.go("/me/settings");
  const back = () =>
    p.evaluate(
      () =>
        getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor,
    );
  const light = await back();
  await p.getByRole("radio", { name: "Dark" }).check();
  await expect.poll(back).not.toBe(light);
  await p.getByRole("radio", { name: "Large", exact: true }).check();
  expect(await p.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("18px");
  await p.getByText("中文", { exact: true }).click();
  await expect(p.getByRole("heading", { name: "语言与显示" })).toBeVisible();
  await expect(p.locator("html")).toHaveAttribute("lang", "zh-CN");
  const dark = await back();

  await p.reload();
  await expect(p.getByRole("heading", { name: "语言与显示" })).toBeVisible();
  expect(await back()).toBe(dark);
  expect(await p.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("18px");

  // Another browser of the same person gets the same look.
  await ann.go("/");
  await expect(p.getByRole("link", { name: "扫一扫" })).toBeVisible();
});

test("the balance hides from who looks over the shoulder, and stays hidden", async ({ person }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await expect(p.getByTestId("balance")).toHaveText("¥0.00");
  await p.getByRole("button", { name: "Hide the balance" }).click();
  await expect(p.getByTestId("balance")).not.toContainText("0");
  await p.reload();
  await expect(p.getByTestId("balance")).not.toContainText("0");
  await p.getByRole("button", { name: "Show the balance" }).click();
  await expect(p.getByTestId("balance")).toHaveText("¥0.00");
});

test("a session on another device is ended from here", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const other = await person("Ann Example");
  const o = other.page;
  await o.goto(world.url);
  await other.signIn(ann.phone);
  await expect(o.getByRole("heading", { name: "Recent" })).toBeVisible();

  // She is told, and ends it.
  const p = ann.page;
  await p.getByRole("link", { name: "Messages" }).click();
  await p.getByRole("button", { name: /New device/ }).click();
  await p.getByRole("button", { name: "Sign out everywhere else" }).click();
  await p.getByRole("dialog").getByRole("button", { name: "Yes, do it" }).click();
  await expect(p.getByRole("button", { name: "Sign out everywhere else" })).toHaveCount(0);
  await o.getByRole("link", { name: "Bills", exact: true }).click();
  await expect(o.getByRole("button", { name: "Get a sign-in code" })).toBeVisible();
});

test("a stranger's first page asks for nothing that it is refused", async ({ person, world }) => {
  const { page } = await person("Nobody");
  const refused: string[] = [];
  page.on("response", (r) => r.status() >= 400 && refused.push(`${r.status()} ${r.url()}`));
  await page.goto(world.url);
  await expect(page.getByRole("button", { name: "Get a sign-in code" })).toBeVisible();
  await page.goto(`${world.url}/console/`);
  await expect(page.getByRole("button", { name: "Get a sign-in code" })).toBeVisible();
  expect(refused).toEqual([]);
});
