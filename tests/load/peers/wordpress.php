<?php
// Sets WordPress up (php wordpress.php SITE), then fills it through its own functions (php
// wordpress.php SITE ARTICLES): apart, since it keeps nothing in memory while it is set up.
if ($argc === 2) define('WP_INSTALLING', true);
$_SERVER = ['HTTP_HOST' => 'localhost', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'] + $_SERVER;
require "$argv[1]/wp-load.php";
if ($argc === 2) {
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('Báo', 'admin', 'admin@localhost.test', true, '', 'a-long-word-of-no-use');
    update_option('permalink_structure', '/%postname%/');
    update_option('posts_per_page', 20);
    update_option('posts_per_rss', 30);
    wp_delete_post(1, true);
    exit;
}

// Counts and pings once at the end instead of with each article.
wp_defer_term_counting(true);
wp_defer_comment_counting(true);
wp_suspend_cache_addition(true);
remove_action('publish_post', '_publish_post_hook', 5);
remove_all_actions('transition_post_status');
remove_action('post_updated', 'wp_save_post_revision');
global $wpdb;
$sections = [];
foreach (new SplFileObject($argv[2]) as $at => $line) {
    if (trim($line) === '') continue;
    $one = json_decode($line, true);
    if ($at % 500 === 0) $wpdb->query($at ? 'COMMIT' : 'DO 0');
    if ($at % 500 === 0) $wpdb->query('START TRANSACTION');
    $sections[$one['section']] ??= wp_insert_term($one['section'], 'category', ['slug' => $one['section']])['term_id'];
    $date = gmdate('Y-m-d H:i:s', $one['at']);
    $id = wp_insert_post([
        'post_title' => $one['title'], 'post_name' => $one['slug'], 'post_excerpt' => $one['lead'], 'post_content' => $one['html'],
        'post_status' => 'publish', 'post_author' => 1, 'post_date' => $date, 'post_date_gmt' => $date,
        'post_category' => [$sections[$one['section']]],
    ], true, false);
    if (is_wp_error($id)) throw new Exception($id->get_error_message());
    wp_set_object_terms($id, array_column($one['tags'], 'name'), 'post_tag');
}
$wpdb->query('COMMIT');
wp_defer_term_counting(false);
$wp_rewrite->init();
$wp_rewrite->flush_rules(false);
$wpdb->query("ANALYZE TABLE $wpdb->posts, $wpdb->term_relationships");
echo wp_count_posts()->publish;
