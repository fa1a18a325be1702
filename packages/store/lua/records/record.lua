-- Records of generations. Included by scripts.
--
-- A generation that only ever waited is packed into one STRING: a HASH of the same fields takes twice the memory, and
-- most of a large backlog waits for long. Its first move makes it a HASH, for good.
--
--   '<index> <createdAt> <price or -> <names>\n<request>'   names: JSON [batch, tenant, priority, custom id, item,
--                                                           object key, webhook, inputs, trace],
--                                                           '' for what it has not; those at the end may be left out

local PACKED_NAMES = { 'batch', 'tenant', 'priority', 'customId', 'item', 'objectKey', 'webhook', 'inputs', 'trace' }

local function pack_record(index, time, price_and_names, request)
  return index .. ' ' .. time .. ' ' .. price_and_names .. '\n' .. request
end

-- The fields of a packed record as { field, value, ... }.
local function unpack_record(packed)
  local index, created_at, price, names, request = string.match(packed, '^(%d+) (%d+) (%S+) ([^\n]*)\n(.*)$')
  local fields =
    { 'state', 'queued', 'index', index, 'createdAt', created_at, 'updatedAt', created_at, 'request', request }
  if price ~= '-' then
    fields[#fields + 1] = 'price'
    fields[#fields + 1] = price
  end
  for at, value in ipairs(cjson.decode(names)) do
    if value ~= '' then
      fields[#fields + 1] = PACKED_NAMES[at]
      fields[#fields + 1] = value
    end
  end
  return fields
end

-- All fields of a record as { field, value, ... }; none where there is none.
local function all_fields(record)
  local fields = redis.pcall('HGETALL', record)
  return fields.err and unpack_record(redis.call('GET', record)) or fields
end

-- Some fields, as HMGET gives them.
local function fields_of(record, ...)
  local fields = redis.pcall('HMGET', record, ...)
  if not fields.err then
    return fields
  end
  local all, values = unpack_record(redis.call('GET', record)), {}
  for at = 1, #all, 2 do
    values[all[at]] = all[at + 1]
  end
  local found = {}
  for at, name in ipairs({ ... }) do
    found[at] = values[name] or false
  end
  return found
end

local function by_name(fields, names)
  local held = {}
  for at, name in ipairs(names) do
    held[name] = fields[at] or nil
  end
  return held
end

-- Makes a packed record the HASH that it is from its first move on. Gives these of its fields as { name = value }, and
-- true where it did so now. is_likely: it was probably packed until now.
local function open_record(record, names, is_likely)
  local packed = is_likely and redis.pcall('GET', record)
  if not is_likely or type(packed) == 'table' then
    local fields = redis.pcall('HMGET', record, unpack(names))
    if not fields.err then
      return by_name(fields, names)
    end
    packed = redis.call('GET', record)
  end
  if not packed then
    return {}
  end
  local all, held = unpack_record(packed), {}
  redis.call('DEL', record)
  redis.call('HSET', record, unpack(all))
  for at = 1, #all, 2 do
    held[all[at]] = all[at + 1]
  end
  return held, true
end

-- The price of a generation that waits, nil where none is known.
local function waiting_price(record)
  local head = redis.pcall('GETRANGE', record, 0, 60)
  if type(head) == 'table' then
    return tonumber(redis.call('HGET', record, 'price') or nil)
  end
  return tonumber(string.match(head, '^%d+ %d+ (%d+) '))
end
