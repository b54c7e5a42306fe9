CREATE INDEX register_sale_back ON register_sale (merchant, ended_at) WHERE status = 'refunded';
