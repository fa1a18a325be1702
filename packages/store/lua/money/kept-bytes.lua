-- How many bytes a tenant has us keep, counted in the step of what is counted. Included by scripts.
--
-- A tenant's HASH (see backlog.lua) holds
--   bytes.kept     of its records and batches in Redis, with all that stands beside them: against its quota
--   bytes.inputs   of its inputs in storage: against the same quota bytes.remains  of what it was given back: what was
--                  cancelled before it was bought, and batches of nothing else. Still shown, the last of
--                  it only (see give_back), and against no quota
-- A batch's HASH holds
--   countedSince   when counting began in it: what was submitted before is not counted, and nothing is given back for
--                  it
--   returned       how many of its generations were given back; givenBack: so was the batch itself
--   holes          members that were forgotten before those in front of them, of HOLE_BYTES each
--   faultBytes     what is kept of its faults
-- A record's HASH holds givenBack; and again, once it was put back to be bought again though it may have been bought:
-- it is never given back.
--
-- What is counted is an estimate, a plain function of what is written: so it is the same when it is given back.
-- Measured with MEMORY USAGE on Redis 7 (see kept-bytes.redis.test.ts, which holds it to within 25 %): a record with
-- its places in lists and indexes.

-- As long as it waits, it is packed; from its first move on it is a HASH, and grows to its end.
local RECORD_BYTES = { waiting = 430, opened = 2480, remains = 1390 }
-- Its idempotency key, where that is no place in the batch; and what a record has less that has no key.
local NAMED_BYTES, UNNAMED_BYTES = 30, -80
local BATCH_BYTES = 900
local HOLE_BYTES = 3

local function record_bytes(kind, text_bytes, item_key)
  local key_bytes = item_key == '' and UNNAMED_BYTES or string.find(item_key, '^index:') and 0 or NAMED_BYTES
  return RECORD_BYTES[kind] + key_bytes + text_bytes
end

-- Of a record as submit.lua gets it. '["","","","","","",""]' is no text, and more names than these seven have three
-- bytes each besides. So it is known without reading them, where nothing is escaped: a large upload's time is spent
-- here.
local NAMES_FRAME, MORE_NAMES = 22, { 'inputs', 'released', 'takes', 'formerItems' }
local function new_record_bytes(price_and_names, item_key, request, media)
  local names = #price_and_names - string.find(price_and_names, ' ', 1, true) - NAMES_FRAME
  if string.find(price_and_names, '\\', 1, true) then
    names = 0
    for at, name in ipairs(cjson.decode(string.match(price_and_names, ' (.*)$'))) do
      names = names + #name + (at > 7 and 3 or 0)
    end
  end
  return record_bytes('waiting', names + #request + #media, item_key)
end

-- What is told of its tries and refusals: it comes and goes while the record is there, and is counted where it does.
local TOLD_FIELDS = { attempts = true, refusals = true }
local function told_bytes(record)
  local bytes = 0
  for field in pairs(TOLD_FIELDS) do
    bytes = bytes + redis.call('HSTRLEN', record, field)
  end
  return bytes
end

-- Of a record that is a HASH.
local function open_record_bytes(kind, id)
  local record = key_of.generation(id)
  local texts =
    redis.call('HMGET', record, 'item', 'request', 'batch', 'tenant', 'priority', 'customId', 'objectKey', 'webhook')
  local text_bytes = redis.call('STRLEN', key_of.generation_media(id))
  for _, text in ipairs(texts) do
    text_bytes = text_bytes + (text and #text or 0)
  end
  for _, text in ipairs(redis.call('HMGET', record, unpack(MORE_NAMES))) do
    text_bytes = text_bytes + (text and #text + 3 or 0)
  end
  return record_bytes(kind, text_bytes + told_bytes(record), texts[1] or '')
end

local function new_batch_bytes(batch_id, settings, webhook)
  return BATCH_BYTES + 3 * #batch_id + #settings + #webhook
end

-- What its caller calls a batch, with the names of the fields.
local LABEL_FIELDS = { 'label.name', 'label.tags', 'label.metadata' }
local function label_bytes(batch)
  local bytes = 0
  for at, text in ipairs(redis.call('HMGET', batch, unpack(LABEL_FIELDS))) do
    bytes = bytes + (text and #text + #LABEL_FIELDS[at] or 0)
  end
  return bytes
end

local function batch_bytes(batch_id, batch)
  local fields = redis.call('HMGET', batch, 'settings', 'webhook', 'faultBytes')
  return new_batch_bytes(batch_id, fields[1] or '', fields[2] or '') + tonumber(fields[3] or 0) + label_bytes(batch)
end

-- Never below zero: what was there before counting began may go, too.
local function count_bytes(tenant_key, field, change)
  if change ~= 0 and redis.call('HINCRBY', tenant_key, 'bytes.' .. field, string.format('%.0f', change)) < 0 then
    redis.call('HSET', tenant_key, 'bytes.' .. field, 0)
  end
end

-- Begins to count in a batch; what it is itself is counted from then on. Returns since when.
local function count_batch(batch_id, batch, tenant, now)
  redis.call('HSET', batch, 'countedSince', now)
  count_bytes(key_of.tenant(tenant), 'kept', batch_bytes(batch_id, batch))
  return now
end

-- Of what is told of a batch's faults, so many bytes are kept now.
local function set_fault_bytes(batch, bytes)
  local fields = redis.call('HMGET', batch, 'tenant', 'countedSince', 'faultBytes')
  redis.call('HSET', batch, 'faultBytes', bytes)
  if fields[1] and fields[2] then
    count_bytes(key_of.tenant(fields[1]), 'kept', bytes - tonumber(fields[3] or 0))
  end
end

-- What is allowed, nil where nothing is asked. limits: { maxBytes, ... }, the gateway's own; a tenant's go before them.
local function quota_of(quotas_key, limits, name)
  return limits[name] and tonumber(redis.call('HGET', quotas_key, name) or limits[name])
end

local function all_kept_bytes(tenant_key)
  local bytes = redis.call('HMGET', tenant_key, 'bytes.kept', 'bytes.inputs')
  return tonumber(bytes[1] or 0) + tonumber(bytes[2] or 0)
end

-- The first of { limit's name, how much there is, how much is allowed (nil: any), how much more is wanted } that leaves
-- no room, as a reply.
local function first_lack(wanted)
  for _, lack in ipairs(wanted) do
    if lack[3] and lack[2] + lack[4] > lack[3] then
      return { lack[1], string.format('%.0f', lack[2]), string.format('%.0f', lack[3]), string.format('%.0f', lack[4]) }
    end
  end
end
