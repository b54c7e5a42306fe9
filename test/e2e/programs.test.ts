import { clean } from "./clean.ts";
import { expect, test } from "./world.ts";

const soup = { app: "2021000000000001", en: "Noodle House", zh: "面馆", slogan: "Soup at the door", category: "food" };
const metro = { app: "2021000000000002", en: "Metro Map", category: "transport" };

/** A catalogue of two in place of the server's: programs that come and go. */
const catalogue = (url: URL) => {
  const of = (name: string) => url.searchParams.get(name) ?? "";
  const apps = of("apps");
  return [metro, soup].filter((m) =>
    apps
      ? apps.split(",").includes(m.app)
      : m.en.toLowerCase().includes(of("q").toLowerCase()) && ["", m.category].includes(of("category")),
  );
};

test("somebody finds a mini program and keeps it in My Apps", async ({ person, world }) => {
  const ann = await (await person("Ann Example")).signUp();
  const p = ann.page;
  await p.goto(`${world.url}/mini`);
  await expect(p.getByRole("heading", { name: "Mini programs" })).toBeVisible();
  const rows = p.getByRole("main").getByRole("list").last().getByRole("listitem");
  await p.getByRole("searchbox").fill("pap bo");
  await expect(rows).toHaveText([/Paper Boat/]);
  await p.getByRole("searchbox").fill("zebra");
  await expect(p.getByText("No mini program found")).toBeVisible();

  let there = true;
  await p.route("**/api/mini-programs?*", (route) =>
    route.fulfill({ json: { items: there ? catalogue(new URL(route.request().url())) : [] } }),
  );
  await p.reload();
  await expect(rows).toHaveCount(2);
  await clean(p, "mini programs");
  await p.getByRole("searchbox").fill("noodle");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Soup at the door");
  await expect(rows.first().getByRole("link")).toHaveAttribute("href", `/mini/${soup.app}`);
  await p.getByRole("button", { name: "Add Noodle House" }).click();
  await expect(p.getByRole("button", { name: "Remove Noodle House" })).toBeVisible();
  await p.getByRole("searchbox").fill("");
  await p.getByRole("group").getByText("Transport").click();
  await expect(rows).toHaveText([/Metro Map/]);

  // It stands on the home page, and comes and goes with its program.
  const mine = p.getByRole("navigation", { name: "My Apps" });
  await p.goto(`${world.url}/`);
  await expect(mine.getByRole("link", { name: "Noodle House" })).toHaveAttribute("href", `/mini/${soup.app}`);
  there = false;
  await p.reload();
  await expect(mine.getByRole("link", { name: "Edit" })).toBeVisible();
  await expect(mine.getByRole("link", { name: "Noodle House" })).toHaveCount(0);
  await p.goto(`${world.url}/apps/edit`);
  await p.getByRole("button", { name: "Move Orders up" }).click();
  await expect(p.getByRole("link", { name: "Find mini programs" })).toBeVisible();
  there = true;
  await p.goto(`${world.url}/`);
  await expect(mine.getByRole("link", { name: "Noodle House" })).toBeVisible();
});
