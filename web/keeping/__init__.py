"""What keeps a store: checkpoints and proofs, erasing, moving and recovering."""
