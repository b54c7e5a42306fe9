// Loads the platform's SDK and puts a mini program into the page. A real host has the
// platform's address in its page; here it comes with the link, to try any server.
function show(host, provided, theme) {
  const q = new URLSearchParams(location.search);
  const sdk = document.createElement("script");
  sdk.src = q.get("platform") + "/mini/r/sdk.js";
  sdk.onload = () => {
    const app = document.createElement("mini-app");
    app.setAttribute("host", host);
    app.setAttribute("app-id", q.get("app"));
    app.setAttribute("language", "en");
    app.setAttribute("title", "Mini program");
    if (theme) app.setAttribute("theme", theme);
    app.provide(provided);
    for (const what of ["ready", "closed", "gone"])
      app.addEventListener("mini-" + what, () => (document.body.dataset.mini = what));
    document.getElementById("place").append(app);
  };
  document.head.append(sdk);
}
