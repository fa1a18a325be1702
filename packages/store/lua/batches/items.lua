-- The idempotency keys of a batch. Included by scripts.

-- Where an idempotency key of a batch stands: hash and field. Places in a batch share small hashes, which Redis keeps
-- in half the memory; other keys come in no order and stand in one.
local ITEMS_TOGETHER = 64
local function item_place(batch_id, item_key)
  local index = string.match(item_key, '^index:(%d+)$')
  if not index then
    return key_of.batch_items(batch_id), item_key
  end
  return key_of.batch_items_together(batch_id, string.format('%.0f', math.floor(tonumber(index) / ITEMS_TOGETHER))),
    index
end
