import "../life.css";
import { getRouteApi } from "@tanstack/react-router";
import { Book } from "../../features/tables/book";
import { Booking } from "../../features/tables/booking";
import { Ticket } from "../../features/tables/ticket";

const book = getRouteApi("/signed/stores/$id/book");
const ticket = getRouteApi("/signed/queue/$id");
const booking = getRouteApi("/signed/bookings/$id");

export function BookPage() {
  const { id } = book.useParams();
  return <Book key={id} id={id} />;
}
export function TicketPage() {
  const { id } = ticket.useParams();
  return <Ticket key={id} id={id} />;
}
export function BookingPage() {
  const { id } = booking.useParams();
  return <Booking key={id} id={id} />;
}
