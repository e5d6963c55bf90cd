<?php
// What a test of Laravel finds there, as far as the recipe of docs/ci-testing.md asks for it. The app is another process here.
namespace Tests;

abstract class TestCase extends \PHPUnit\Framework\TestCase
{
    protected function post(string $path, array $form): Answer
    {
        return new Answer($this, 'POST', getenv('APP_URL') . $path, $form);
    }

    protected function get(string $url): Answer
    {
        return new Answer($this, 'GET', $url, []);
    }
}

class Answer
{
    private string $status;

    public function __construct(private TestCase $test, string $method, string $url, array $form)
    {
        $header = 'Content-Type: application/x-www-form-urlencoded';
        $http = ['method' => $method, 'header' => $header, 'content' => http_build_query($form), 'ignore_errors' => true];
        file_get_contents($url, false, stream_context_create(['http' => $http]));
        $this->status = $http_response_header[0];
    }

    public function assertOk(): void
    {
        $this->test->assertStringContainsString(' 200 ', $this->status);
    }
}

require __DIR__ . '/../tests/ReadsMail.php';
