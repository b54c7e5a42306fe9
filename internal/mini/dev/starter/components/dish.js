Component({
  props: { name: "", price: 0, onAdd: () => {} },
  methods: {
    add() {
      this.props.onAdd(this.props.price);
    },
  },
});
