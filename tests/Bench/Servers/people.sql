-- Invented people as often alike as real ones: few frequent names, years of birth, places.
create extension fuzzystrmatch;
select setseed(0.42);
create table syllable as select (array['ba','bel','bou','cha','che','cor','da','del','du','fa','fer','ga','gau','gre','hu','jo','la','le','lou','ma','mar','mo','mor','na','no','pa','pe','ra','ri','ro','sa','si','ta','ti','va','ve','vi','ver'])[i] s, i from generate_series(1,38) i;
create table family as select row_number() over () n, upper(a.s||b.s||(array['n','t','r','in','on','ier','eau','ot','el','ard'])[1+(a.i*7+b.i*3)%10]) v from syllable a, syllable b, generate_series(1,7) g where (a.i+b.i*g)%3=0;
create table given as select row_number() over () n, upper(a.s||(array['n','ne','lle','ette','ie','a','o','is','el','ien'])[1+b.i%10]) v from syllable a, syllable b where b.i<=12;
create table person as
 select i id, f.v family, g.v given, date '1925-01-01' + (power(random(),0.7)*36000)::int birth, (1+(random()*1.04)::int%2) sex, lpad((1+(power(random(),2)*35000)::int)::text,5,'0') place
 from generate_series(1,:people) i
 cross join lateral (select 1+(power(random(),2.2)*((select count(*) from family)-1))::int a, 1+(power(random(),2)*((select count(*) from given)-1))::int b where i>0) z
 join family f on f.n=z.a join given g on g.n=z.b;
alter table person add sound text generated always as (dmetaphone(family)) stored;
create index on person(birth);
create index on person(sound, sex, (extract(year from birth)));
create index on person(place, given, (extract(year from birth)));
create unique index on person(id);
-- Two letters of the family name swapped or one dropped; 12 % another family name; 10 % a given name cut short; 20 % a wrong date; 10 % no place.
create table question as select row_number() over () n, id,
 case when random()<0.12 then (select v from family f where f.n=1+p.id%3000) when id%2=0 then overlay(family placing substr(family,3,1)||substr(family,2,1) from 2 for 2) else overlay(family placing '' from 3 for 1) end family,
 case when random()<0.10 then left(given,3) else given end given,
 case when e<0.15 then birth+1 when e<0.20 then birth+41 else birth end birth, sex, case when random()<0.1 then null else place end place
 from (select *, random() e from person order by md5(id::text) limit 2000) p;
create index on question(n);
analyze person;
analyze question;
create function score(p person, x question) returns real language sql immutable as $$ select (0.35*(1-levenshtein(p.family,x.family)/greatest(length(p.family),length(x.family))::real) + 0.25*(p.given=x.given)::int + 0.25*(p.birth=x.birth)::int + 0.05*(p.sex=x.sex)::int + 0.10*coalesce((p.place=x.place)::int,0))::real $$;
create function blocking(k int) returns setof int language sql stable as $$
 with x as materialized (select question from question where n=k), c as (
  select p from x, person p where p.birth=(x.question).birth
  union select p from x, person p where p.sound=dmetaphone((x.question).family) and p.sex=(x.question).sex and extract(year from p.birth)=extract(year from (x.question).birth)
  union select p from x, person p where p.place=(x.question).place and p.given=(x.question).given and extract(year from p.birth)=extract(year from (x.question).birth))
 select (c.p).id from c, x order by score(c.p,x.question) desc limit 10 $$;
