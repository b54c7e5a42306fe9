import { Code } from "../../shared/bits";
import { GoLink } from "../../shared/links";
import { Panel, Screen } from "../../shared/screen";
import { useT } from "../../words";

const make = (server: string) => `livewell sandbox new --server ${server} --out me`;
const call = `npm i alipay-sdk
cat > first.mjs <<'END'
import { readFileSync } from "node:fs";
import { AlipaySdk } from "alipay-sdk";

const read = (name) => readFileSync(\`me/\${name}\`, "utf8");
const env = Object.fromEntries(read("env").trim().split("\\n").map((l) => l.split(/=(.*)/s, 2)));
const sdk = new AlipaySdk({
  appId: env.APP_ID,
  privateKey: read("app_private_key.pem"),
  alipayPublicKey: read("platform_public_key.pem"),
  gateway: env.GATEWAY_URL,
});
const made = await sdk.exec("alipay.trade.precreate", {
  bizContent: { out_trade_no: "first-1", total_amount: "8.80", subject: "Breakfast" },
});
console.log(made.qrCode);
END
node first.mjs`;
const play = `livewell sandbox pay --dir me first-1 "$QR_CODE"
livewell sandbox barcode --dir me
livewell sandbox oauth --dir me auth_user
livewell sandbox appauth --dir me`;

/** The command lines that make a tenant of its own and play the human in it. */
export function Sandbox() {
  const t = useT();
  return (
    <Screen
      title={t("sandbox.title")}
      lead={t("sandbox.lead")}
      actions={
        <GoLink kind="soft" to="/docs">
          {t("docs.title")}
        </GoLink>
      }
    >
      <Panel title={t("sandbox.make")}>
        <p>{t("sandbox.makeText")}</p>
        <Code name={t("keys.shell")} text={make(location.origin)} />
      </Panel>
      <Panel title={t("sandbox.call")}>
        <p>{t("sandbox.callText")}</p>
        <Code name={t("keys.shell")} text={call} tall />
      </Panel>
      <Panel title={t("sandbox.play")}>
        <p>{t("sandbox.playText")}</p>
        <Code name={t("keys.shell")} text={play} />
      </Panel>
    </Screen>
  );
}
