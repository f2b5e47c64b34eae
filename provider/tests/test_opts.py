"""The options in configuration files."""

from pathlib import Path

from oslo_config import cfg, generator

from mistral_actions_provider import opts


def test_sample_configuration_contains_the_options(tmp_path: Path) -> None:
    sample = tmp_path / "sample.conf"
    generator.main(["--namespace", "mistral_actions_provider", "--output-file", str(sample)])
    text = sample.read_text()
    assert "[mistral_actions]" in text
    assert "#catalogs =" in text
    assert "#relay_topic = mistral_executor_rust" in text


def test_catalogs_are_separated_by_commas(tmp_path: Path) -> None:
    file = tmp_path / "mistral.conf"
    file.write_text("[mistral_actions]\ncatalogs = /etc/mistral/actions.d, /opt/more/*.json\n")
    conf = cfg.ConfigOpts()
    opts.register(conf)
    conf(["--config-file", str(file)])
    assert conf.mistral_actions.catalogs == ["/etc/mistral/actions.d", "/opt/more/*.json"]
