import { expect, test } from "./world.ts";

const chaoyang = { latitude: 39.9219, longitude: 116.443 };
const pudong = { latitude: 31.2397, longitude: 121.4998 };
const allowed = (geolocation: { latitude: number; longitude: number }) => ({
  geolocation,
  permissions: ["geolocation"],
});

test("the position decides until a city is chosen; then it only asks", async ({ person }) => {
  const ann = await (await person("Ann Example", allowed(chaoyang))).signUp();
  const p = ann.page;
  await p.evaluate(() => localStorage.setItem("livewell.look", JSON.stringify({ language: "zh" })));
  await ann.go("/");

  // 朝阳 is in 北京, and the entrance is in the top-left quarter.
  const entrance = p.getByRole("link", { name: /当前城市/ });
  await expect(entrance).toHaveText("北京");
  const box = await entrance.boundingBox();
  expect(box && box.x + box.width).toBeLessThanOrEqual(195);
  expect(box && box.y + box.height).toBeLessThanOrEqual(422);

  await entrance.click();
  await expect(p.getByRole("heading", { name: "选择城市" })).toBeVisible();
  for (const text of ["bj", "beijing", "北"]) {
    await p.getByRole("searchbox").fill(text);
    await expect(p.getByRole("main").getByRole("listitem").first()).toContainText("北京");
  }
  // With the keyboard alone: type, Enter to the best one, Enter.
  await p.getByRole("searchbox").fill("cd");
  await expect(p.getByRole("main").getByRole("listitem").first()).toContainText("成都");
  await p.getByRole("searchbox").press("Enter");
  await p.keyboard.press("Enter");
  await expect(entrance).toHaveText("成都");

  // Where she is differs from what she chose: that is a question.
  await expect(p.getByText("您似乎在北京，要切换吗？")).toBeVisible();
  await p.getByRole("button", { name: "留在成都" }).click();
  await expect(p.getByText("您似乎在北京")).toHaveCount(0);

  // She travels. Nothing switches by itself, on no reload either.
  await p.context().setGeolocation(pudong);
  await p.reload();
  await expect(p.getByText("您似乎在上海，要切换吗？")).toBeVisible();
  await expect(entrance).toHaveText("成都");
  await p.getByRole("button", { name: "切换到上海" }).click();
  await expect(entrance).toHaveText("上海");
  await expect(p.getByText("您似乎在")).toHaveCount(0);

  await entrance.click();
  const recent = p.locator("section", { has: p.getByRole("heading", { name: "最近访问" }) });
  await expect(recent.getByRole("button")).toHaveText(["上海", "成都"]);

  // Her other phone, which says nothing of where it is, has her choice.
  const other = await person("Ann Example");
  await other.go("/signin");
  await other.signIn(ann.phone);
  await expect(other.page.getByRole("link", { name: /City: Shanghai/ })).toBeVisible();
});

test("a refusal is no error, and a stranger's choice is kept by the browser", async ({ person, world }) => {
  const bob = await person("Bob Builder");
  const p = bob.page;
  await bob.go("/city");
  await p.getByRole("button", { name: "Use my position" }).click();
  await expect(p.getByText("Your browser does not tell us where you are.")).toBeVisible();
  await p.getByRole("searchbox").fill("nothing like it");
  await expect(p.getByRole("heading", { name: "No such city" })).toBeVisible();
  await p.getByRole("searchbox").fill("");

  // The letters at the side lead to a group; from there Tab goes to its first city.
  await p.getByRole("navigation").getByRole("button", { name: "X", exact: true }).focus();
  await p.keyboard.press("Enter");
  await p.keyboard.press("Tab");
  await expect(p.locator(":focus")).toContainText("Xi'an");
  await p.keyboard.press("Enter");
  await expect(p).toHaveURL(`${world.url}/signin?to=%2F`);
  await bob.signUp("/");
  await expect(p.getByRole("link", { name: /City: Xi'an/ })).toBeVisible();
});
