-- Run once by a superuser. Neither role may log in with an empty password: set them with \password.
CREATE ROLE sapa_owner LOGIN;
CREATE ROLE sapa LOGIN;
CREATE DATABASE sapa OWNER sapa_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE sapa FROM PUBLIC;
GRANT CONNECT ON DATABASE sapa TO sapa;
\connect sapa
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO sapa_owner;
