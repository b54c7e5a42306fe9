-- What a report over a period reads, of a merchant and of a store.
CREATE INDEX order_head_made ON order_head (merchant, created_at);
CREATE INDEX order_head_sold ON order_head (merchant, paid_at) WHERE paid_at > 0;
CREATE INDEX order_head_sold_at ON order_head (store, paid_at) WHERE paid_at > 0;
CREATE INDEX order_head_back ON order_head (merchant, store) WHERE refunded > 0;
