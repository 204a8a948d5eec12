"""What each part is given, and what it is not."""

from pathlib import Path

from holdfast.settings import Settings
from holdfast.supervisor.surroundings import Surroundings

ENVIRON = {
    "PATH": "/usr/bin",
    "HOLDFAST_KEYS": "secret-key",
    "HOLDFAST_TWILIO_AUTH_TOKEN": "secret-token",
    "HOLDFAST_DATABASE_URL": "sqlite:///secret.db",
}


def around(tmp_path: Path) -> Surroundings:
    settings = Settings(data_dir=str(tmp_path), database_url="sqlite:///secret.db")
    return Surroundings(settings, environ=ENVIRON)


def test_rasa_and_its_training_get_no_keys_and_no_database(tmp_path: Path) -> None:
    given = around(tmp_path)
    rasa = given.rasa(Path("python"), Path("model")).env
    assert {name for name in rasa if name.startswith("HOLDFAST_")} == {
        "HOLDFAST_RASA_TOKEN",
        "HOLDFAST_ACTIONS_URL",
    }
    assert rasa["RASA_TELEMETRY_ENABLED"] == "false"
    assert "secret" not in str(rasa) + str(given.training(("train",)).env)


def test_the_action_server_gets_the_database_and_no_keys_and_stays_on_loopback(tmp_path: Path) -> None:
    env = around(tmp_path).actions().env
    assert {name for name in env if name.startswith("HOLDFAST_")} == {"HOLDFAST_DATABASE_URL"}
    assert env["SANIC_HOST"] == "127.0.0.1"


def test_every_start_has_a_fresh_token_that_rasa_and_the_service_share(tmp_path: Path) -> None:
    first, second = around(tmp_path), around(tmp_path)
    token = first.service().env["HOLDFAST_RASA_TOKEN"]
    assert token == first.rasa(Path("python"), Path("model")).env["HOLDFAST_RASA_TOKEN"]
    assert token != second.service().env["HOLDFAST_RASA_TOKEN"]
    assert len(token) > 40


def test_no_secret_is_on_a_command_line(tmp_path: Path) -> None:
    given = around(tmp_path)
    token = given.service().env["HOLDFAST_RASA_TOKEN"]
    for part in (given.service(), given.actions(), given.rasa(Path("python"), Path("model"))):
        assert token not in part.command
