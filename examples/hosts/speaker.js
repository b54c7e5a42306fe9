// What a speaker does: it connects a person once, sends what they say, speaks what
// comes back, and takes the PIN on its keypad. A real one has the platform's address
// and a microphone; here the address comes with the link, and typing stands for talking
// where the browser hears nothing.
const words = {
  en: {
    title: "Speaker",
    language: "Language",
    connect: "Connect",
    hear: "Talk",
    send: "Say it",
    text: "What do you want?",
    said: "What was said",
    choices: "Choices",
    pad: "Payment PIN",
    digits: (n) => `${n} of 6 digits`,
    back: "Delete",
    ok: "Enter",
    sound: "What the speaker says",
    gone: "The speaker is not connected any more. Connect it again.",
    trouble: "That did not work. Please try again.",
    digitsSaid:
      "That may be a PIN. Type it on the keypad when it is asked for.",
  },
  zh: {
    title: "音箱",
    language: "语言",
    connect: "连接",
    hear: "说话",
    send: "说",
    text: "您要什么？",
    said: "对话",
    choices: "选项",
    pad: "支付密码",
    digits: (n) => `已输入 ${n} 位，共 6 位`,
    back: "删除",
    ok: "确定",
    sound: "音箱的声音",
    gone: "音箱已断开，请重新连接。",
    trouble: "没有成功，请重试。",
    digitsSaid: "这可能是密码，请等要求时在键盘上输入。",
  },
};

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const platform = query.get("platform").replace(/\/$/, "");
const host = query.get("host") ?? "speaker";
let lang = query.get("lang") === "en" ? "en" : "zh";
let token = sessionStorage.getItem("token") ?? "";
let last = null; // the last answer, where there is a conversation to go on with
let pin = ""; // is here and in one request, and nowhere else

function name() {
  const w = words[lang];
  document.documentElement.lang = lang;
  document.title = w.title;
  for (const e of document.querySelectorAll("[data-word]"))
    e.textContent = w[e.dataset.word];
  $("lang").value = lang;
  $("text").placeholder = w.text;
  for (const [id, word] of Object.entries({
    text: "text",
    said: "said",
    choices: "choices",
    pad: "pad",
    sound: "sound",
  }))
    $(id).setAttribute("aria-label", w[word]);
  for (const key of document.querySelectorAll("#keys [data-key]"))
    key.textContent = w[key.dataset.key];
  dots();
}

function show() {
  $("connect").hidden = !!token;
  $("room").hidden = !token;
  $("pad").hidden = last?.state !== "pin";
  $("choices").hidden = last?.state !== "choosing";
  $("choices").replaceChildren(
    ...(last?.choices ?? []).map((text, i) => {
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = `${i + 1}. ${text}`;
      b.onclick = () => say(String(i + 1));
      return b;
    }),
  );
  document.body.dataset.state = last?.state ?? (token ? "idle" : "alone");
}

function line(text, mine) {
  const p = document.createElement("p");
  p.textContent = text;
  if (mine) p.className = "mine";
  $("said").append(p);
  p.scrollIntoView({ block: "nearest" });
}

function trouble(text) {
  $("trouble").textContent = text;
}

/** One turn. Its key is made before the first try and is the same for the second: a turn counts once. */
async function turn(path, body) {
  trouble("");
  const key = crypto.randomUUID();
  const send = () =>
    fetch(`${platform}/embed/api/voice${path}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${token}`,
        "Idempotency-Key": key,
      },
      body: JSON.stringify(body),
    });
  let answer;
  try {
    answer = await send().catch(send);
  } catch {
    return trouble(words[lang].trouble);
  }
  const got = await answer.json();
  if (answer.ok) {
    last = got.state === "ordered" || got.state === "ended" ? null : got;
    document.body.dataset.order = got.order ?? "";
    line(got.say, false);
    speak(got);
  } else if (answer.status === 401) {
    token = "";
    sessionStorage.removeItem("token");
    trouble(words[lang].gone);
  } else if (got.code === "voice.digits") trouble(words[lang].digitsSaid);
  else if (got.code === "voice.over" || got.code === "voice.not_found") {
    last = null;
    return body.text
      ? turn("", { text: body.text, lang })
      : trouble(words[lang].trouble);
  } else trouble(words[lang].trouble);
  show();
  if (last?.state === "pin") $("keys").querySelector("button").focus();
}

/** Speaks an answer: with the platform's voice, or with the browser's where it has none. */
function speak(got) {
  $("top").classList.add("live");
  $("sound").onended = () => $("top").classList.remove("live");
  if (got.audio) {
    $("sound").src = platform + got.audio;
    $("sound")
      .play()
      .catch(() => undefined); // a browser that wants a tap first shows the controls
    return;
  }
  $("sound").hidden = true;
  if (!("speechSynthesis" in window)) return;
  const u = new SpeechSynthesisUtterance(got.say);
  u.lang = got.lang === "zh" ? "zh-CN" : "en";
  u.onend = $("sound").onended;
  speechSynthesis.speak(u);
}

function say(text) {
  if (!/\d{6}/.test(text)) line(text, true);
  return last
    ? turn(`/${last.talk}/say`, { turn: last.turn, text })
    : turn("", { text, lang });
}

function dots() {
  $("dots").textContent = "●".repeat(pin.length) + "○".repeat(6 - pin.length);
  $("typed").textContent = words[lang].digits(pin.length);
}

function press(key) {
  if (key === "back") pin = pin.slice(0, -1);
  else if (key === "ok") {
    if (pin.length < 6 || !last) return;
    const typed = pin;
    pin = "";
    dots();
    return turn(`/${last.talk}/pin`, { turn: last.turn, pin: typed });
  } else if (pin.length < 6) pin += key;
  dots();
}

for (const key of [
  "1",
  "2",
  "3",
  "4",
  "5",
  "6",
  "7",
  "8",
  "9",
  "back",
  "0",
  "ok",
]) {
  const b = document.createElement("button");
  b.type = "button";
  if (key.length > 1) b.dataset.key = key;
  else b.textContent = key;
  b.onclick = () => press(key);
  $("keys").append(b);
}
$("pad").addEventListener("keydown", (e) => {
  if (/^\d$/.test(e.key)) press(e.key);
  else if (e.key === "Backspace") press("back");
  else if (e.key === "Enter" && pin.length === 6) {
    e.preventDefault(); // else it presses the key that has the focus, too
    press("ok");
  }
});

$("ask").onsubmit = (e) => {
  e.preventDefault();
  const text = $("text").value.trim();
  $("text").value = "";
  if (text) void say(text);
};
$("lang").onchange = (e) => {
  lang = e.target.value;
  last = null; // a conversation has one language
  name();
  show();
};
$("connect").onclick = () =>
  window.open(
    `${platform}/talk/${host}?to=${encodeURIComponent(location.origin)}`,
    "connect",
    "width=420,height=760",
  );
addEventListener("message", async (e) => {
  if (e.origin !== platform || e.data?.livewell !== "connected") return;
  const answer = await fetch(`${platform}/embed/api/hosts/${host}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: e.data.code }),
  }).catch(() => null);
  if (!answer?.ok) return trouble(words[lang].trouble);
  token = (await answer.json()).token;
  sessionStorage.setItem("token", token);
  show();
  $("text").focus();
});

const Hearing = window.SpeechRecognition ?? window.webkitSpeechRecognition;
if (Hearing) {
  $("hear").hidden = false;
  $("hear").onclick = () => {
    const h = new Hearing();
    h.lang = lang === "zh" ? "zh-CN" : "en-US";
    h.onresult = (e) => say(e.results[0][0].transcript);
    h.onerror = () => $("text").focus(); // no microphone: it is typed
    h.start();
  };
}
name();
show();
