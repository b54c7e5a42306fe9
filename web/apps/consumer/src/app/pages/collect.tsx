import { getRouteApi } from "@tanstack/react-router";
import { CodePage } from "../../features/collect/code";
import { Collect } from "../../features/collect/collect";
import { DaysPage } from "../../features/collect/days";
import { Live } from "../../features/collect/live";
import { ShopPage } from "../../features/collect/shop";
import { SupportPage } from "../../features/collect/support";
import { StaffPage } from "../../features/collect/staff";

const shop = getRouteApi("/signed/collect/$shop");
const code = getRouteApi("/signed/collect/$shop/codes/$code");
const live = getRouteApi("/signed/collect/$shop/live");
const days = getRouteApi("/signed/collect/$shop/days");
const support = getRouteApi("/signed/collect/$shop/support");
const staff = getRouteApi("/signed/collect/$shop/staff");

export const CollectPage = () => <Collect />;
export const TheShop = () => <ShopPage id={shop.useParams().shop} />;
export const TheCode = () => <CodePage {...code.useParams()} />;
export const TheLine = () => <Live shop={live.useParams().shop} />;
export const TheDays = () => <DaysPage shop={days.useParams().shop} />;
export const TheSupport = () => <SupportPage shop={support.useParams().shop} />;
export const TheStaff = () => <StaffPage shop={staff.useParams().shop} />;
