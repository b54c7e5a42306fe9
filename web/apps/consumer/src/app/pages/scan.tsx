import { getRouteApi } from "@tanstack/react-router";
import { PayCoder } from "../../features/collect/pay";
import { Resolve } from "../../features/scan/resolve";
import { Transfer } from "../../features/transfer/transfer";

const open = getRouteApi("/signed/open");
const q = getRouteApi("/signed/q/$");

function Opened({ text }: { text: string }) {
  return (
    <Resolve key={text} text={text}>
      {(s) => {
        if (s.coder) return <PayCoder coder={s.coder} />;
        return s.person && <Transfer to={s.person.id} name={s.person.name} amount={s.person.amount?.amount ?? ""} />;
      }}
    </Resolve>
  );
}

export function OpenPage() {
  return <Opened text={open.useSearch().text} />;
}

/** A code of ours that some other camera read and opened in a browser. */
export function QPage() {
  const { _splat = "" } = q.useParams();
  return <Opened text={`${location.origin}/q/${_splat}`} />;
}
