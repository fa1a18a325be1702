-- A changed request: what a generation is to be made of from now on, written in the step that puts it back to the
-- backlog. Included by transition.lua.
--
-- move.request: { text (JSON), fingerprint, price?, inputs (hashes with blanks between, '' for none) }

--- @include "records/record"
--- @include "batches/items"
--- @include "batches/forget-batch"
--- @include "inputs/inputs"
--- @include "money/kept-bytes"

-- So many items of one batch may have the same request, of which an item that is changed to it looks for a free place.
local MOST_SAME = 100

-- A key that names the item by its request stands for the old one and the new one: neither the file as it was nor as it
-- is makes another.
local function rename_item(call, step, fingerprint)
  local fields = redis.call('HMGET', step.record, 'item', 'formerItems')
  local item, former = fields[1], fields[2]
  if not item or item == '' then
    return
  end
  if not string.find(item, '^request:') then
    local key, field = item_place(call.batch_id, item)
    -- Items that came with a place carry it behind their fingerprint.
    local place = string.match(redis.call('HGET', key, field) or '', '%.%d+$') or ''
    redis.call('HSET', key, field, step.id .. ':' .. fingerprint .. place)
    return
  end
  for number = 0, MOST_SAME - 1 do
    local name = 'request:' .. fingerprint .. ':' .. number
    local key, field = item_place(call.batch_id, name)
    local taken = redis.call('HGET', key, field)
    if taken and string.match(taken, '^(.*):') == step.id then
      return
    elseif not taken then
      redis.call('HSET', key, field, step.id .. ':' .. fingerprint)
      redis.call('HSET', step.record, 'item', name, 'formerItems', (former and former .. ' ' or '') .. item)
      return
    end
  end
end

-- What was given back to its tenant is kept again.
local function keep_record_again(call, step)
  if redis.call('HGET', step.record, 'givenBack') ~= '1' then
    return false
  end
  local tenant = redis.call('HGET', step.record, 'tenant')
  local tenant_key = key_of.tenant(tenant)
  count_bytes(tenant_key, 'remains', -open_record_bytes('remains', step.id))
  count_bytes(tenant_key, 'kept', open_record_bytes('opened', step.id))
  redis.call('ZREM', key_of.tenant_remains(tenant), '1|' .. step.id)
  redis.call('HDEL', step.record, 'givenBack')
  call.counts.returned = (call.counts.returned or 0) - 1
  keep_batch_again(call.batch_id, call.batch)
  return true
end

-- Those of the new one are taken first: what both name is needed all the time.
local function change_request_inputs(call, step, hashes)
  local record = step.record
  local fields = redis.call('HMGET', record, 'tenant', 'inputs')
  if hashes ~= '' then
    take_inputs(fields[1], hashes)
  end
  if fields[2] then
    give_inputs(fields[1], fields[2], call.now)
  end
  redis.call('HDEL', record, 'inputs', 'released')
  if hashes ~= '' then
    redis.call('HSET', record, 'inputs', hashes)
  end
end

-- Once its place of before is left, and before it gets one: model, length and price decide where it waits.
local function change_request(call, step)
  local request = step.move.request
  if not request then
    return
  end
  local record = step.record
  local was_given_back = keep_record_again(call, step)
  -- From here on nobody can tell from its fields what was bought before.
  if step.begins_anew and not was_given_back then
    redis.call('HSET', record, 'again', '1')
  end
  change_request_inputs(call, step, request.inputs)
  redis.call('UNLINK', key_of.generation_media(step.id))
  redis.call('HSET', record, 'request', request.text)
  if request.price then
    redis.call('HSET', record, 'price', string.format('%.0f', request.price))
  else
    redis.call('HDEL', record, 'price')
  end
  rename_item(call, step, request.fingerprint)
  call.wake = true
end

-- Moves that make a record larger or smaller: what it has in texts is counted anew when they are made.
local function resizes_record(move)
  if move.request then
    return true
  end
  for at = 1, #(move.set or {}), 2 do
    if move.set[at] == 'takes' then
      return true
    end
  end
  return false
end

-- '<kept>:<allowed>:<wanted>' where the tenant has no room for what the record grows by.
local function lacks_bytes(call, step)
  local fields = redis.call('HMGET', step.record, 'tenant', 'request', 'takes')
  local growth = #step.move.request.text - #(fields[2] or '') - #(fields[3] or '')
  for at = 1, #(step.move.set or {}), 2 do
    if step.move.set[at] == 'takes' then
      growth = growth + #step.move.set[at + 1]
    end
  end
  local allowed = quota_of(key_of.tenant_quotas(fields[1]), { maxBytes = tonumber(call.max_bytes) }, 'maxBytes')
  local kept = all_kept_bytes(key_of.tenant(fields[1]))
  return growth > 0 and kept + growth > allowed and string.format('%.0f:%.0f:%.0f', kept, allowed, growth)
end
