-- Gives a tenant back the bytes of what was cancelled before it was bought. What is left of it is still shown: the last
-- most_bytes of it a tenant, with long texts cut; the oldest beyond are forgotten. Included by scripts.

--- @include "records/forget-record"

local WHOLE_REQUEST_BYTES, LONGEST_TEXT = 1024, 100

-- For people: nothing is made of it any more.
local function cut_request(json)
  if #json <= WHOLE_REQUEST_BYTES then
    return json
  end
  local brief = {}
  for name, value in pairs(cjson.decode(json)) do
    if type(value) == 'string' and #value > LONGEST_TEXT then
      local cut = string.sub(value, 1, LONGEST_TEXT)
      if string.find(value, '^[\128-\191]', LONGEST_TEXT + 1) then
        cut = string.gsub(cut, '[\192-\255][\128-\191]*$', '')
      end
      brief[name] = cut .. '…'
    elseif type(value) ~= 'table' then
      brief[name] = value
    end
  end
  return cjson.encode(brief)
end

-- All that was in it was given back before it, and so is forgotten; where it is not, the batch goes with the last of
-- it.
local function forget_given_back_batch(batch_id)
  local batch = key_of.batch(batch_id)
  if redis.call('EXISTS', key_of.batch_members(batch_id)) == 0 then
    forget_batch(batch_id, batch)
  else
    keep_batch_again(batch_id, batch)
  end
end

local MOST_FORGOTTEN_AT_ONCE = 1000

local function forget_remains(tenant, most_bytes)
  local tenant_key, fronts = key_of.tenant(tenant), {}
  for _ = 1, MOST_FORGOTTEN_AT_ONCE do
    if tonumber(redis.call('HGET', tenant_key, 'bytes.remains') or 0) <= most_bytes then
      break
    end
    local oldest = redis.call('ZRANGE', key_of.tenant_remains(tenant), 0, 0)[1]
    local kind, id = string.match(oldest or '', '^(%d)|(.*)$')
    if kind == '1' then
      forget_record(id, fronts)
    elseif kind == '2' then
      forget_given_back_batch(id)
    else
      redis.call('HSET', tenant_key, 'bytes.remains', 0)
    end
    redis.call('ZREM', key_of.tenant_remains(tenant), oldest or '')
  end
  forget_fronts(fronts)
end

-- ids: generations of the batch that are records of their own (HASHes) and are counted.
local function give_back_records(tenant, ids, now)
  local kept, remains, entries = 0, 0, {}
  for _, id in ipairs(ids) do
    local record = key_of.generation(id)
    kept = kept + open_record_bytes('opened', id)
    redis.call('HSET', record, 'givenBack', '1', 'request', cut_request(redis.call('HGET', record, 'request')))
    redis.call('HDEL', record, 'webhook')
    redis.call('UNLINK', key_of.generation_media(id))
    remains = remains + open_record_bytes('remains', id)
    entries[#entries + 1] = now
    entries[#entries + 1] = '1|' .. id
  end
  local tenant_key = key_of.tenant(tenant)
  count_bytes(tenant_key, 'kept', -kept)
  count_bytes(tenant_key, 'remains', remains)
  redis.call('ZADD', key_of.tenant_remains(tenant), unpack(entries))
end

-- A batch that has ended, and of which nothing was bought.
local function give_back_batch(batch_id, now)
  local batch = key_of.batch(batch_id)
  local fields = redis.call('HMGET', batch, 'tenant', 'countedSince', 'givenBack', 'endedAt', 'total', 'returned')
  if not fields[2] or fields[3] or not fields[4] or tonumber(fields[5] or 0) ~= tonumber(fields[6] or 0) then
    return
  end
  local tenant_key, bytes = key_of.tenant(fields[1]), batch_bytes(batch_id, batch)
  redis.call('HSET', batch, 'givenBack', '1')
  redis.call('ZADD', key_of.tenant_remains(fields[1]), now, '2|' .. batch_id)
  count_bytes(tenant_key, 'kept', -bytes)
  count_bytes(tenant_key, 'remains', bytes)
end
